using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>Validates APIServices with kube-aggregator's texts (apis/apiregistration/validation).</summary>
internal static class ApiServiceRules
{
    private const int MaxGroupPriority = 20000;
    private const int MaxVersionPriority = 1000;

    public static void Validate(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var group = JsonNodes.GetString(spec, "group") ?? "";
        var version = JsonNodes.GetString(spec, "version") ?? "";
        CheckName(JsonNodes.GetString(obj, "metadata", "name") ?? "", $"{version}.{group}", errors);
        CheckGroupVersion(group, version, errors);
        CheckPriority(spec, "groupPriorityMinimum", MaxGroupPriority, errors);
        CheckPriority(spec, "versionPriority", MaxVersionPriority, errors);

        // the bundle is base64 already; its length without decoding, as the message wants it
        var bundle = Convert.FromBase64String(JsonNodes.GetString(spec, "caBundle") ?? "").Length;
        var insecure = JsonNodes.GetBool(spec, "insecureSkipTLSVerify") is true;
        if (JsonNodes.GetObject(spec, "service") is { } service)
        {
            CheckService(service, errors);
            if (insecure && bundle > 0)
            {
                errors.Add(Insecure("may not be true if caBundle is present"));
            }

            return;
        }

        if (bundle > 0)
        {
            errors.Add(FieldErrors.Invalid("spec.caBundle", $"{bundle} bytes", "local APIServices may not have a caBundle"));
        }

        if (insecure)
        {
            errors.Add(Insecure("local APIServices may not have insecureSkipTLSVerify"));
        }
    }

    public static void ValidateStatus(JsonObject obj, ICollection<FieldError> errors)
    {
        var conditions = JsonNodes.GetArray(obj, "status", "conditions") ?? [];
        for (var i = 0; i < conditions.Count; i++)
        {
            var status = JsonNodes.GetString(conditions[i] as JsonObject, "status") ?? "";
            if (status is not ("True" or "False" or "Unknown"))
            {
                var field = string.Create(CultureInfo.InvariantCulture, $"status.conditions[{i}].status");
                errors.Add(FieldErrors.NotSupported(field, status, "True", "False", "Unknown"));
            }
        }
    }

    private static void CheckName(string name, string wanted, ICollection<FieldError> errors)
    {
        // a name that is no name was refused already
        if (name.Length > 0 && name != wanted && NameRules.IsPathSegment(name))
        {
            errors.Add(FieldErrors.Invalid(
                "metadata.name", name, $"must be `spec.version+\".\"+spec.group`: {GoText.Quote(wanted)}"));
        }
    }

    private static void CheckGroupVersion(string group, string version, ICollection<FieldError> errors)
    {
        if (group.Length > 0)
        {
            Add("spec.group", group, Formats.Dns1123Subdomain(group), errors);
        }
        else if (version != "v1")
        {
            errors.Add(FieldErrors.Required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
        }

        Add("spec.version", version, Formats.Dns1035Label(version), errors);
    }

    private static void CheckPriority(JsonObject? spec, string name, int max, ICollection<FieldError> errors)
    {
        var priority = JsonNodes.GetLong(spec, name) ?? 0;
        if (priority <= 0 || priority > max)
        {
            errors.Add(FieldErrors.Invalid(
                $"spec.{name}", priority, string.Create(CultureInfo.InvariantCulture, $"must be positive and less than {max}")));
        }
    }

    private static void CheckService(JsonObject service, ICollection<FieldError> errors)
    {
        foreach (var name in new[] { "namespace", "name" })
        {
            if (JsonNodes.GetString(service, name) is not { Length: > 0 })
            {
                errors.Add(FieldErrors.Required($"spec.service.{name}"));
            }
        }

        var port = JsonNodes.GetLong(service, "port") ?? ApiServiceStrategy.DefaultPort;
        if (port is < 1 or > 65535)
        {
            errors.Add(FieldErrors.Invalid("spec.service.port", port, "port is not valid: must be between 1 and 65535, inclusive"));
        }
    }

    private static FieldError Insecure(string why) =>
        FieldErrors.Invalid("spec.insecureSkipTLSVerify", JsonValue.Create(true), why);

    private static void Add(string field, string value, IReadOnlyList<string> faults, ICollection<FieldError> errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldErrors.Invalid(field, value, fault));
        }
    }
}
