using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What the containers of all three lists must satisfy (kubernetes validateContainerCommon).</summary>
internal static class ContainerRules
{
    private static readonly string[] LastWords = ["File", "FallbackToLogsOnError"];
    private static readonly string[] Propagations = ["Bidirectional", "HostToContainer", "None"];
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    /// <summary>Checks one that stands at <paramref name="path"/> and mounts some of <paramref name="volumes"/>.</summary>
    public static void Check(
        JsonObject container, string path, IReadOnlyDictionary<string, JsonObject> volumes, ICollection<FieldError> errors)
    {
        FieldRules.Named(container, "name", path, Formats.Dns1123Label, errors);
        FieldRules.Text(container, "image", path, errors);
        FieldRules.OneOf(container, "terminationMessagePolicy", path, LastWords, errors, isRequired: true);
        CheckPorts(container, path, errors);
        EnvironmentRules.Check(container, path, errors);
        CheckMounts(container, path, volumes, errors);
        FieldRules.OneOf(container, "imagePullPolicy", path, PullPolicies, errors, isRequired: true);
        ContainerResourceRules.Check(JsonNodes.GetObject(container, "resources"), $"{path}.resources", errors);
        SecurityContextRules.Check(JsonNodes.GetObject(container, "securityContext"), $"{path}.securityContext", errors);
    }

    /// <summary>Templates may have blanks around an image, pods not (kubernetes validateContainerOnlyForPod).</summary>
    public static void CheckImageText(JsonObject container, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(container, "image") is { } image && image.Trim().Length != image.Length)
        {
            errors.Add(FieldErrors.Invalid($"{path}.image", image, "must not have leading or trailing whitespace"));
        }
    }

    private static void CheckPorts(JsonObject container, string path, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (port, at) in FieldRules.Items(container, "ports", path))
        {
            CheckPortName(JsonNodes.GetString(port, "name") ?? "", $"{at}.name", names, errors);
            var number = JsonNodes.GetLong(port, "containerPort") ?? 0;
            if (number == 0)
            {
                errors.Add(FieldErrors.Required($"{at}.containerPort"));
            }
            else
            {
                PortRules.CheckNumber(number, $"{at}.containerPort", errors);
            }

            if (JsonNodes.GetLong(port, "hostPort") is { } host and not 0)
            {
                PortRules.CheckNumber(host, $"{at}.hostPort", errors);
            }

            PortRules.CheckProtocol(port, at, errors);
        }
    }

    private static void CheckPortName(string name, string path, HashSet<string> names, ICollection<FieldError> errors)
    {
        var before = errors.Count;
        if (name.Length > 0)
        {
            PortRules.CheckPortName(name, path, errors);
        }

        if (name.Length > 0 && errors.Count == before && !names.Add(name))
        {
            errors.Add(FieldErrors.Duplicate(path, name));
        }
    }

    private static void CheckMounts(
        JsonObject container, string path, IReadOnlyDictionary<string, JsonObject> volumes, ICollection<FieldError> errors)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (mount, at) in FieldRules.Items(container, "volumeMounts", path))
        {
            FieldRules.Text(mount, "name", at, errors);
            var name = JsonNodes.GetString(mount, "name") ?? "";
            if (!volumes.ContainsKey(name))
            {
                errors.Add(FieldErrors.NotFound($"{at}.name", name));
            }

            FieldRules.Text(mount, "mountPath", at, errors);
            var place = JsonNodes.GetString(mount, "mountPath") ?? "";
            if (!places.Add(place))
            {
                errors.Add(FieldErrors.Invalid($"{at}.mountPath", place, "must be unique"));
            }

            CheckSubPath(mount, $"{path}.volumeMounts", at, errors);
            CheckPropagation(container, mount, $"{path}.volumeMounts.mountPropagation", errors);
        }
    }

    private static void CheckPropagation(JsonObject container, JsonObject mount, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(mount, "mountPropagation") is not { } mode)
        {
            return;
        }

        if (!Propagations.Contains(mode, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported(path, mode, Propagations));
        }

        if (mode is "Bidirectional" && JsonNodes.GetBool(container, "securityContext", "privileged") is not true)
        {
            errors.Add(FieldErrors.Forbidden(path, "Bidirectional mount propagation is available only to privileged containers"));
        }
    }

    // The path of what is wrong with a subPath lacks the number of its mount, as the reference's does.
    private static void CheckSubPath(JsonObject mount, string list, string path, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["subPath", "subPathExpr"])
        {
            var place = JsonNodes.GetString(mount, field) ?? "";
            if (field is "subPathExpr" && place.Length > 0 && JsonNodes.GetString(mount, "subPath") is { Length: > 0 })
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}", place, "subPathExpr and subPath are mutually exclusive"));
            }

            PathRules.CheckDescending(place, $"{list}.{field}", errors);
        }
    }
}
