using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>What every pod spec is given, in pods and in templates alike.</summary>
internal static class PodSpecDefaults
{
    private static readonly string[] ContainerLists = ["containers", "initContainers", "ephemeralContainers"];

    public static void Apply(JsonObject? spec)
    {
        if (spec is null)
        {
            return;
        }

        foreach (var container in ContainerLists.SelectMany(list => JsonNodes.Objects(spec, list)))
        {
            Missing.Set(container, "imagePullPolicy", PullPolicy(JsonNodes.GetString(container, "image")));
        }

        foreach (var volume in JsonNodes.Objects(spec, "volumes"))
        {
            Default(volume);
        }

        Alias(spec);
    }

    /// <summary>The tag latest, said or not, is always pulled; a digest or another tag only when it is not there.</summary>
    public static string PullPolicy(string? image)
    {
        var reference = image ?? "";
        var digest = reference.IndexOf('@', StringComparison.Ordinal);
        var name = digest < 0 ? reference : reference[..digest];
        var path = name[(name.LastIndexOf('/') + 1)..];
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        var tag = colon >= 0 ? path[(colon + 1)..] : digest < 0 ? "latest" : "";
        var readable = path.Length > 0 && !path.AsSpan().ContainsAny(" \t") && !(colon < 0 ? path : path[..colon]).Any(char.IsUpper);
        return readable && tag is "latest" ? "Always" : "IfNotPresent";
    }

    private static void Default(JsonObject volume)
    {
        // A volume of no type is an empty directory.
        if (volume.Count == 1 && volume.ContainsKey("name"))
        {
            volume["emptyDir"] = new JsonObject();
        }

        if (JsonNodes.GetObject(volume, "image") is { } image)
        {
            Missing.Set(image, "pullPolicy", PullPolicy(JsonNodes.GetString(image, "reference")));
        }
    }

    // serviceAccount is the old name of serviceAccountName; both are always the same.
    private static void Alias(JsonObject spec)
    {
        if (JsonNodes.GetString(spec, "serviceAccountName") is { Length: > 0 } name)
        {
            spec["serviceAccount"] = name;
        }
        else if (JsonNodes.GetString(spec, "serviceAccount") is { Length: > 0 } old)
        {
            spec["serviceAccountName"] = old;
        }
    }
}
