using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The specs of pods and of the templates of workloads (kubernetes ValidatePodSpec).</summary>
internal static class PodSpecRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    /// <summary>Checks a pod spec that stands at <paramref name="path"/>.</summary>
    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var volumes = CheckVolumes(spec, path, errors);
        var names = CheckContainers(spec, path, volumes, errors);
        EphemeralContainerRules.Check(spec, path, names, volumes, errors);
        FieldRules.OneOf(spec, "restartPolicy", path, RestartPolicies, errors, isRequired: true);
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
            }
        }

        return names;
    }

    private static Dictionary<string, JsonObject> CheckVolumes(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var volumes = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (volume, at) in FieldRules.Items(spec, "volumes", path))
        {
            FieldRules.Named(volume, "name", at, Formats.Dns1123Label, errors);
            var name = JsonNodes.GetString(volume, "name") ?? "";
            if (!volumes.TryAdd(name, volume))
            {
                errors.Add(FieldErrors.Duplicate($"{at}.name", name));
            }
        }

        return volumes;
    }
}
