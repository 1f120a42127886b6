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
    private static readonly string[] OwnPolicies = ["Always", "Never", "OnFailure"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    /// <summary>Checks a pod spec that stands at <paramref name="path"/>: a template's, or that of a pod, which has to be complete.</summary>
    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors, bool isPod = false)
    {
        var volumes = PodVolumeRules.Check(spec, path, errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        CheckContainers(spec, path, volumes, names, errors);
        CheckInitContainers(spec, path, volumes, names, errors);
        EphemeralContainerRules.Check(spec, path, names, volumes, errors);
        PodNetworkRules.CheckHostNetwork(spec, path, isPod, errors);
        FieldRules.OneOf(spec, "restartPolicy", path, RestartPolicies, errors, isRequired: true);
        FieldRules.OneOf(spec, "dnsPolicy", path, NamePolicies, errors, isRequired: true);
        MetadataValidator.ValidateLabels(JsonNodes.StringMap(spec?["nodeSelector"]), $"{path}.nodeSelector", errors);
        SecurityContextRules.CheckPod(spec, path, errors);
        AffinityRules.Check(JsonNodes.GetObject(spec, "affinity"), $"{path}.affinity", errors);
        PodNetworkRules.CheckNames(spec, path, errors);
        PodSchedulingRules.Check(spec, path, errors);
        CheckNames(spec, path, errors);
        if (isPod)
        {
            foreach (var (container, at) in ((string[])["containers", "initContainers"]).SelectMany(l => FieldRules.Items(spec, l, path)))
            {
                ContainerRules.CheckImageText(container, at, errors);
            }
        }
    }

    private static void CheckContainers(
        JsonObject? spec, string path, Dictionary<string, JsonObject> volumes, HashSet<string> names, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(spec, "containers") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.containers"));
        }

        foreach (var (container, at) in FieldRules.Items(spec, "containers", path))
        {
            ContainerRules.Check(container, at, volumes, errors);
            CheckUnique(container, at, names, errors);
            ProbeRules.CheckLifecycle(container, GraceOf(spec), at, errors);
            ProbeRules.Check(container, at, errors);
            FieldRules.OneOf(container, "restartPolicy", at, OwnPolicies, errors);
        }

        var ports = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (container, at) in FieldRules.Items(spec, "containers", path))
        {
            PodNetworkRules.CheckHostPorts(container, at, ports, errors);
        }
    }

    private static void CheckInitContainers(
        JsonObject? spec, string path, Dictionary<string, JsonObject> volumes, HashSet<string> names, ICollection<FieldError> errors)
    {
        foreach (var (container, at) in FieldRules.Items(spec, "initContainers", path))
        {
            ContainerRules.Check(container, at, volumes, errors);
            FieldRules.OneOf(container, "restartPolicy", at, OwnPolicies, errors);
            CheckUnique(container, at, names, errors);

            // They run one by one; the reference names the first one's port whichever it is.
            PodNetworkRules.CheckHostPorts(container, $"{path}.initContainers[0]", new HashSet<string>(StringComparer.Ordinal), errors);
            if (JsonNodes.GetString(container, "restartPolicy") is "Always")
            {
                ProbeRules.CheckLifecycle(container, GraceOf(spec), at, errors);
                ProbeRules.Check(container, at, errors);
            }
            else
            {
                RefuseProbes(container, at, errors);
            }
        }
    }

    private static long? GraceOf(JsonObject? spec) => JsonNodes.GetLong(spec, "terminationGracePeriodSeconds");

    private static void CheckUnique(JsonObject container, string path, HashSet<string> names, ICollection<FieldError> errors)
    {
        var name = JsonNodes.GetString(container, "name") ?? "";
        if (!names.Add(name))
        {
            errors.Add(FieldErrors.Duplicate($"{path}.name", name));
        }
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
            FieldRules.Refuse($"{at}.ip", address, AddressRules.Faults(address), errors);
            foreach (var (host, i) in JsonNodes.StringList(alias["hostnames"]).Select((h, i) => (h, i)))
            {
                FieldRules.Refuse($"{at}.hostnames[{i}]", host, Formats.Dns1123Subdomain(host), errors);
            }
        }

        FieldRules.Form(spec, "priorityClassName", path, Formats.Dns1123Subdomain, errors);
        FieldRules.Form(spec, "runtimeClassName", path, Formats.Dns1123Subdomain, errors);
        FieldRules.OneOf(spec, "preemptionPolicy", path, ["PreemptLowerPriority", "Never"], errors);
    }
}
