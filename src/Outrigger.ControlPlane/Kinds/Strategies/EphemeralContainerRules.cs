using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Pods;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Ephemeral containers look into a pod; they serve nothing (kubernetes validateEphemeralContainers).</summary>
internal static class EphemeralContainerRules
{
    private const string Field = "ephemeralContainers";
    private const string NotHere = "cannot be set for an Ephemeral Container";
    private const string Path = $"spec.{Field}";

    private static readonly string[] Refused =
    [
        "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe",
        "lifecycle",
    ];

    /// <summary>Checks those of a pod spec that stands at <paramref name="path"/>.</summary>
    /// <param name="others">The names of the containers and init containers.</param>
    public static void Check(
        JsonObject? spec, string path, IReadOnlySet<string> others, IReadOnlyDictionary<string, JsonObject> volumes, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(others, StringComparer.Ordinal);
        foreach (var (container, at) in FieldRules.Items(spec, Field, path))
        {
            ContainerRules.Check(container, at, volumes, errors);
            ContainerRules.CheckImageText(container, at, errors);
            var name = JsonNodes.GetString(container, "name") ?? "";
            if (!names.Add(name))
            {
                errors.Add(FieldErrors.Duplicate($"{at}.name", name));
            }

            if (JsonNodes.GetString(container, "targetContainerName") is { Length: > 0 } target && !others.Contains(target))
            {
                errors.Add(FieldErrors.NotFound($"{at}.targetContainerName", target));
            }

            foreach (var field in Refused.Where(f => container[f] is { } value && !(f is "resources" && value is JsonObject { Count: 0 })))
            {
                errors.Add(FieldErrors.Forbidden($"{at}.{field}", NotHere));
            }

            CheckMounts(container, at, errors);
        }
    }

    /// <summary>They are added to a pod that is there already.</summary>
    public static void CheckCreate(JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(obj, "spec", Field) is { Count: > 0 })
        {
            errors.Add(FieldErrors.Forbidden(Path, "cannot be set on create"));
        }
    }

    /// <summary>They come and never go, and none comes to a static pod.</summary>
    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (MirrorPodRules.IsMirror(old))
        {
            errors.Clear();
            errors.Add(FieldErrors.Forbidden("", "static pods do not support ephemeral containers"));
            return;
        }

        var now = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (container, _) in FieldRules.Items(JsonNodes.GetObject(obj, "spec"), Field, ""))
        {
            now[JsonNodes.GetString(container, "name") ?? ""] = container;
        }

        foreach (var (known, _) in FieldRules.Items(JsonNodes.GetObject(old, "spec"), Field, ""))
        {
            var name = JsonNodes.GetString(known, "name") ?? "";
            var same = now.GetValueOrDefault(name);
            if (same is null || !JsonNodes.DeepEqual(same, known))
            {
                errors.Add(FieldErrors.Forbidden(
                    Path, $"existing ephemeral containers \"{name}\" may not be {(same is null ? "removed" : "changed")}\n"));
            }
        }
    }

    private static void CheckMounts(JsonObject container, string path, ICollection<FieldError> errors)
    {
        foreach (var (mount, at) in FieldRules.Items(container, "volumeMounts", path))
        {
            foreach (var field in ((string[])["subPath", "subPathExpr"]).Where(f => JsonNodes.GetString(mount, f) is { Length: > 0 }))
            {
                errors.Add(FieldErrors.Forbidden($"{at}.{field}", NotHere));
            }
        }
    }
}
