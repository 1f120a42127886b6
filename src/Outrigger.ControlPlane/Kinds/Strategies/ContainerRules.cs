using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What the containers of all three lists must satisfy (kubernetes validateContainerCommon).</summary>
internal static class ContainerRules
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    /// <summary>Checks one that stands at <paramref name="path"/> and mounts some of <paramref name="volumes"/>.</summary>
    public static void Check(
        JsonObject container, string path, IReadOnlyDictionary<string, JsonObject> volumes, ICollection<FieldError> errors)
    {
        FieldRules.Named(container, "name", path, Formats.Dns1123Label, errors);
        FieldRules.Text(container, "image", path, errors);
        CheckPorts(container, path, errors);
        CheckMounts(container, path, volumes, errors);
        FieldRules.OneOf(container, "imagePullPolicy", path, PullPolicies, errors, isRequired: true);
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
        foreach (var (port, at) in FieldRules.Items(container, "ports", path))
        {
            var number = JsonNodes.GetLong(port, "containerPort") ?? 0;
            if (number == 0)
            {
                errors.Add(FieldErrors.Required($"{at}.containerPort"));
            }
            else
            {
                PortRules.CheckNumber(number, $"{at}.containerPort", errors);
            }

            PortRules.CheckProtocol(port, at, errors);
        }
    }

    private static void CheckMounts(
        JsonObject container, string path, IReadOnlyDictionary<string, JsonObject> volumes, ICollection<FieldError> errors)
    {
        foreach (var (mount, at) in FieldRules.Items(container, "volumeMounts", path))
        {
            FieldRules.Text(mount, "name", at, errors);
            var name = JsonNodes.GetString(mount, "name") ?? "";
            if (!volumes.ContainsKey(name))
            {
                errors.Add(FieldErrors.NotFound($"{at}.name", name));
            }

            FieldRules.Text(mount, "mountPath", at, errors);
        }
    }
}
