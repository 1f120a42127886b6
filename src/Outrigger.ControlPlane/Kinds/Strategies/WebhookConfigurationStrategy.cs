using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Expressions;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Webhook configurations (kubernetes pkg/apis/admissionregistration/validation).</summary>
internal sealed class WebhookConfigurationStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    private static readonly string[] ReviewVersions = ["v1", "v1beta1"];
    private static readonly string[] SideEffects = ["None", "NoneOnDryRun"];

    /// <inheritdoc/>
    public override bool RaisesGeneration(JsonObject obj, JsonObject old) => !JsonNodes.DeepEqual(obj["webhooks"], old["webhooks"]);

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var hook in JsonNodes.Objects(obj, "webhooks"))
        {
            var path = $"webhooks[{index++}]";
            CheckHook(hook, path, errors);
            CheckReviewVersions(JsonNodes.StringList(hook["admissionReviewVersions"]), $"{path}.admissionReviewVersions", errors);
            if (JsonNodes.GetString(hook, "name") is { Length: > 0 } name && !names.Add(name))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.name", name));
            }
        }
    }

    private static void CheckHook(JsonObject hook, string path, ICollection<FieldError> errors)
    {
        CheckName(JsonNodes.GetString(hook, "name") ?? "", $"{path}.name", errors);
        var rule = 0;
        foreach (var item in JsonNodes.Objects(hook, "rules"))
        {
            AdmissionRules.CheckWithOperations(item, $"{path}.rules[{rule++}]", errors);
        }

        CheckOneOf(hook, "failurePolicy", path, ["Fail", "Ignore"], errors);
        CheckOneOf(hook, "matchPolicy", path, ["Equivalent", "Exact"], errors);
        if (JsonNodes.GetString(hook, "sideEffects") is null)
        {
            errors.Add(FieldErrors.Required($"{path}.sideEffects", $"must specify one of {string.Join(", ", SideEffects)}"));
        }

        CheckOneOf(hook, "sideEffects", path, SideEffects, errors);
        if (JsonNodes.GetLong(hook, "timeoutSeconds") is { } seconds and (< 1 or > 30))
        {
            errors.Add(FieldErrors.Invalid($"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds"));
        }

        CheckOneOf(hook, "reinvocationPolicy", path, ["IfNeeded", "Never"], errors);
        SelectorRules.Check(hook["namespaceSelector"] as JsonObject, $"{path}.namespaceSelector", errors);
        SelectorRules.Check(hook["objectSelector"] as JsonObject, $"{path}.objectSelector", errors);
        WebhookClientRules.Check(hook["clientConfig"] as JsonObject, $"{path}.clientConfig", errors);
        MatchConditionRules.Check(JsonNodes.GetArray(hook, "matchConditions"), $"{path}.matchConditions", AdmissionTypes.Conditions, errors);
    }

    private static void CheckName(string name, string path, ICollection<FieldError> errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required(path));
        }
        else if (Formats.Dns1123Subdomain(name) is { Count: > 0 } faults)
        {
            errors.Add(FieldErrors.Invalid(path, name, string.Join(",", faults)));
        }
        else if (name.Split('.').Length < 3)
        {
            errors.Add(FieldErrors.Invalid(path, name, "should be a domain with at least three segments separated by dots"));
        }
    }

    private static void CheckReviewVersions(IReadOnlyList<string> versions, string path, ICollection<FieldError> errors)
    {
        var accepted = string.Join(", ", ReviewVersions);
        if (versions.Count == 0)
        {
            errors.Add(FieldErrors.Required(path, $"must specify one of {accepted}"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            IEnumerable<string> faults = seen.Add(versions[i]) ? Formats.Dns1035Label(versions[i]) : ["duplicate version"];
            FieldRules.Refuse($"{path}[{i}]", versions[i], faults, errors);
        }

        if (!seen.Overlaps(ReviewVersions))
        {
            var value = new JsonArray([.. versions.Select(v => (JsonNode)v)]);
            errors.Add(FieldErrors.Invalid(path, value, $"must include at least one of {accepted}"));
        }
    }

    private static void CheckOneOf(JsonObject hook, string field, string path, string[] known, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(hook, field) is { } value && !known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.{field}", value, known));
        }
    }
}
