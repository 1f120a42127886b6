using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Where a persistent volume comes from: one source, checked when it is one of those in use (CSI, local, NFS, host path).</summary>
internal static class VolumeSourceRules
{
    private static readonly string[] HostPathTypes =
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    public static void Check(JsonObject spec, string[] sources, string path, ICollection<FieldError> errors)
    {
        string? found = null;
        foreach (var name in sources.Where(s => spec[s] is not null))
        {
            if (found is null)
            {
                found = name;
                CheckSource(name, spec[name] as JsonObject ?? [], $"{path}.{name}", errors);
            }
            else
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{name}", "may not specify more than 1 volume type"));
            }
        }

        if (found is null)
        {
            errors.Add(FieldErrors.Required(path, "must specify a volume type"));
        }
    }

    /// <summary>Checks one source, if it is one of those in use.</summary>
    public static void CheckSource(string name, JsonObject source, string path, ICollection<FieldError> errors)
    {
        switch (name)
        {
            case "csi":
                CheckCsi(source, path, errors);
                break;
            case "hostPath":
                if (CheckPath(source, path, errors) && JsonNodes.GetString(source, "type") is { } type
                    && !HostPathTypes.Contains(type, StringComparer.Ordinal))
                {
                    errors.Add(FieldErrors.NotSupported($"{path}.type", type, HostPathTypes));
                }

                break;
            case "local":
                CheckPath(source, path, errors);
                break;
            case "nfs":
                FieldRules.Text(source, "server", path, errors);
                FieldRules.Text(source, "path", path, errors);
                if (JsonNodes.GetString(source, "path") is var place && place?.StartsWith('/') is not true)
                {
                    errors.Add(FieldErrors.Invalid($"{path}.path", place ?? "", "must be an absolute path"));
                }

                break;
        }
    }

    private static bool CheckPath(JsonObject source, string path, ICollection<FieldError> errors)
    {
        if (!FieldRules.Text(source, "path", path, errors))
        {
            return false;
        }

        PathRules.CheckNoBackSteps(JsonNodes.GetString(source, "path")!, $"{path}.path", errors);
        return true;
    }

    private static void CheckCsi(JsonObject source, string path, ICollection<FieldError> errors)
    {
        StorageKindRules.CheckDriverName(source, "driver", path, errors);
        FieldRules.Text(source, "volumeHandle", path, errors);
        foreach (var field in (string[])[
            "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"])
        {
            if (JsonNodes.GetObject(source, field) is { } secret)
            {
                FieldRules.Named(secret, "name", $"{path}.{field}", Formats.Dns1123Subdomain, errors);
                FieldRules.Named(secret, "namespace", $"{path}.{field}", Formats.Dns1123Label, errors);
            }
        }
    }
}
