using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What clients rely on of the validation of pods and of the templates of workloads.</summary>
internal static class PodSpecRules
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    /// <summary>Checks a pod spec that stands at <paramref name="path"/>.</summary>
    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var volumes = Volumes(spec, path, errors);
        if (JsonNodes.GetArray(spec, "containers") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.containers"));
        }

        foreach (var field in (string[])["containers", "initContainers"])
        {
            var containers = JsonNodes.GetArray(spec, field) ?? [];
            for (var i = 0; i < containers.Count; i++)
            {
                Container(containers[i] as JsonObject, $"{path}.{field}[{i}]", names, volumes, errors);
            }
        }

        OneOf(spec, "restartPolicy", path, RestartPolicies, errors);
        if (JsonNodes.GetLong(spec, "terminationGracePeriodSeconds") is < 0 and var grace)
        {
            errors.Add(FieldErrors.Invalid($"{path}.terminationGracePeriodSeconds", grace, "must be greater than or equal to 0"));
        }
    }

    private static void Container(
        JsonObject? container, string path, HashSet<string> names, HashSet<string> volumes, ICollection<FieldError> errors)
    {
        var name = JsonNodes.GetString(container, "name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.name"));
        }
        else
        {
            foreach (var fault in Formats.Dns1123Label(name))
            {
                errors.Add(FieldErrors.Invalid($"{path}.name", name, fault));
            }
        }

        if (name.Length > 0 && !names.Add(name))
        {
            errors.Add(FieldErrors.Duplicate($"{path}.name", name));
        }

        if (JsonNodes.GetString(container, "image") is not { Length: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.image"));
        }

        OneOf(container, "imagePullPolicy", path, PullPolicies, errors);
        Mounts(container, path, volumes, errors);
        Ports(container, path, errors);
    }

    private static void Mounts(JsonObject? container, string path, HashSet<string> volumes, ICollection<FieldError> errors)
    {
        var mounts = JsonNodes.GetArray(container, "volumeMounts") ?? [];
        for (var i = 0; i < mounts.Count; i++)
        {
            var name = JsonNodes.GetString(mounts[i] as JsonObject, "name") ?? "";
            if (name.Length == 0)
            {
                errors.Add(FieldErrors.Required($"{path}.volumeMounts[{i}].name"));
            }

            if (!volumes.Contains(name))
            {
                errors.Add(FieldErrors.NotFound($"{path}.volumeMounts[{i}].name", name));
            }

            if (JsonNodes.GetString(mounts[i] as JsonObject, "mountPath") is not { Length: > 0 })
            {
                errors.Add(FieldErrors.Required($"{path}.volumeMounts[{i}].mountPath"));
            }
        }
    }

    private static void Ports(JsonObject? container, string path, ICollection<FieldError> errors)
    {
        var ports = JsonNodes.GetArray(container, "ports") ?? [];
        for (var i = 0; i < ports.Count; i++)
        {
            var port = JsonNodes.GetLong(ports[i] as JsonObject, "containerPort") ?? 0;
            if (port == 0)
            {
                errors.Add(FieldErrors.Required($"{path}.ports[{i}].containerPort"));
            }
            else
            {
                PortRules.CheckNumber(port, $"{path}.ports[{i}].containerPort", errors);
            }

            PortRules.CheckProtocol(ports[i] as JsonObject, $"{path}.ports[{i}]", errors);
        }
    }

    private static HashSet<string> Volumes(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var volumes = JsonNodes.GetArray(spec, "volumes") ?? [];
        for (var i = 0; i < volumes.Count; i++)
        {
            var name = JsonNodes.GetString(volumes[i] as JsonObject, "name") ?? "";
            if (name.Length == 0)
            {
                errors.Add(FieldErrors.Required($"{path}.volumes[{i}].name"));
            }
            else
            {
                foreach (var fault in Formats.Dns1123Label(name))
                {
                    errors.Add(FieldErrors.Invalid($"{path}.volumes[{i}].name", name, fault));
                }
            }

            if (!names.Add(name))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.volumes[{i}].name", name));
            }
        }

        return names;
    }

    private static void OneOf(JsonObject? parent, string field, string path, string[] known, ICollection<FieldError> errors)
    {
        var value = JsonNodes.GetString(parent, field) ?? "";
        if (value.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}"));
        }
        else if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.{field}", value, known));
        }
    }
}
