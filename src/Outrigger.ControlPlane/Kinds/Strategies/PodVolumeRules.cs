using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The volumes of pods: a name and one source each (kubernetes ValidateVolumes).</summary>
internal static class PodVolumeRules
{
    private const long HighestMode = 0x1FF;

    // In the order in which Kubernetes looks for them: the second one is refused.
    private static readonly string[] Sources =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile",
        "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ];

    /// <summary>Checks those of a spec that stands at <paramref name="path"/>; gives the ones that can be mounted.</summary>
    public static Dictionary<string, JsonObject> Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var volumes = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (volume, at) in FieldRules.Items(spec, "volumes", path))
        {
            var before = errors.Count;
            var name = JsonNodes.GetString(volume, "name") ?? "";
            CheckSources(volume, at, errors);
            FieldRules.Named(volume, "name", at, Formats.Dns1123Label, errors);
            if (volumes.ContainsKey(name))
            {
                errors.Add(FieldErrors.Duplicate($"{at}.name", name));
            }
            else if (errors.Count == before)
            {
                volumes[name] = volume;
            }
        }

        return volumes;
    }

    private static void CheckSources(JsonObject volume, string path, ICollection<FieldError> errors)
    {
        var found = Sources.Where(s => volume[s] is JsonObject).ToList();
        if (found.Count == 0)
        {
            errors.Add(FieldErrors.Required(path, "must specify a volume type"));
            return;
        }

        CheckSource(found[0], JsonNodes.GetObject(volume, found[0])!, $"{path}.{found[0]}", errors);
        foreach (var other in found.Skip(1))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.{other}", "may not specify more than 1 volume type"));
        }
    }

    private static void CheckSource(string name, JsonObject source, string path, ICollection<FieldError> errors)
    {
        switch (name)
        {
            case "hostPath" or "nfs":
                VolumeSourceRules.CheckSource(name, source, path, errors);
                break;
            case "secret":
                FieldRules.Text(source, "secretName", path, errors);
                CheckMode(source, "defaultMode", path, errors);
                CheckItems(source, path, errors);
                break;
            case "configMap":
                FieldRules.Text(source, "name", path, errors);
                CheckMode(source, "defaultMode", path, errors);
                CheckItems(source, path, errors);
                break;
            case "projected":
                CheckMode(source, "defaultMode", path, errors);
                break;
            case "persistentVolumeClaim":
                FieldRules.Text(source, "claimName", path, errors);
                break;
        }
    }

    private static void CheckMode(JsonObject source, string field, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetLong(source, field) is { } mode and (< 0 or > HighestMode))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}", mode, "must be a number between 0 and 0777 (octal), both inclusive"));
        }
    }

    // Which keys become which files (kubernetes validateKeyToPath).
    private static void CheckItems(JsonObject source, string path, ICollection<FieldError> errors)
    {
        foreach (var (item, at) in FieldRules.Items(source, "items", path))
        {
            FieldRules.Text(item, "key", at, errors);
            FieldRules.Text(item, "path", at, errors);
            var file = JsonNodes.GetString(item, "path") ?? "";
            if (PathRules.CheckDescending(file, $"{at}.path", errors) && file.StartsWith("..", StringComparison.Ordinal))
            {
                errors.Add(FieldErrors.Invalid($"{at}.path", file, "must not start with '..'"));
            }

            CheckMode(item, "mode", at, errors);
        }
    }
}
