using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The specs of pods and of the templates of workloads (kubernetes ValidatePodSpec).</summary>
internal static class PodSpecRules
{
    private static readonly string[] NamePolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    /// <summary>Checks a pod spec that stands at <paramref name="path"/>.</summary>
    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var volumes = PodVolumeRules.Check(spec, path, errors);
        var names = CheckContainers(spec, path, volumes, errors);
        EphemeralContainerRules.Check(spec, path, names, volumes, errors);
        FieldRules.OneOf(spec, "restartPolicy", path, RestartPolicies, errors, isRequired: true);
        FieldRules.OneOf(spec, "dnsPolicy", path, NamePolicies, errors, isRequired: true);
        MetadataValidator.ValidateLabels(JsonNodes.StringMap(spec?["nodeSelector"]), $"{path}.nodeSelector", errors);
        CheckNames(spec, path, errors);
        FieldRules.AtLeast(spec, "terminationGracePeriodSeconds", path, 0, errors);
    }

    private static HashSet<string> CheckContainers(
        JsonObject? spec, string path, Dictionary<string, JsonObject> volumes, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (JsonNodes.GetArray(spec, "containers") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.containers"));
        }

        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var (container, at) in FieldRules.Items(spec, list, path))
            {
                ContainerRules.Check(container, at, volumes, errors);
                var name = JsonNodes.GetString(container, "name") ?? "";
                if (name.Length > 0 && !names.Add(name))
                {
                    errors.Add(FieldErrors.Duplicate($"{at}.name", name));
                }

                if (list is "containers" || JsonNodes.GetString(container, "restartPolicy") is "Always")
                {
                    ProbeRules.Check(container, at, errors);
                }
                else
                {
                    RefuseProbes(container, at, errors);
                }
            }
        }

        return names;
    }

    private static void RefuseProbes(JsonObject container, string path, ICollection<FieldError> errors)
    {
        foreach (var field in ((string[])["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]).Where(f => container[f] is not null))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.{field}", "may not be set for init containers without restartPolicy=Always"));
        }
    }

    private static void CheckNames(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        FieldRules.Form(spec, "serviceAccountName", path, Formats.Dns1123Subdomain, errors);
        FieldRules.Form(spec, "nodeName", path, Formats.Dns1123Subdomain, errors);
        if (JsonNodes.GetLong(spec, "activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
        {
            errors.Add(FieldErrors.Invalid($"{path}.activeDeadlineSeconds", deadline, $"must be between 1 and {int.MaxValue}, inclusive"));
        }

        FieldRules.Form(spec, "hostname", path, Formats.Dns1123Label, errors);
        FieldRules.Form(spec, "subdomain", path, Formats.Dns1123Label, errors);
        TolerationRules.Check(spec, path, errors);
        foreach (var (alias, at) in FieldRules.Items(spec, "hostAliases", path))
        {
            var address = JsonNodes.GetString(alias, "ip") ?? "";
            FieldRules.Refuse($"{at}.ip", address, AddressRules.Parse(address, out _) is { } fault ? [fault] : [], errors);
            foreach (var (host, i) in JsonNodes.StringList(alias["hostnames"]).Select((h, i) => (h, i)))
            {
                FieldRules.Refuse($"{at}.hostnames[{i}]", host, Formats.Dns1123Subdomain(host), errors);
            }
        }

        FieldRules.Form(spec, "priorityClassName", path, Formats.Dns1123Subdomain, errors);
    }
}
