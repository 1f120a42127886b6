using System.Text.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace VersionedApiServer.Conversion;

/// <summary>Where a conversion leaves what the other version has no field for, as JSON.</summary>
internal static class Annotations
{
    /// <summary>On v1: the order of the targets, when it is not that of their names.</summary>
    public const string TargetOrder = "backups.example.com/target-order";

    /// <summary>On the older versions: what v1 says and they cannot.</summary>
    public const string Kept = "backups.example.com/v1";

    /// <summary>What stands there; null for nothing, or for what somebody else wrote.</summary>
    public static T? Read<T>(ObjectMeta metadata, string name)
        where T : class
    {
        try
        {
            return metadata.Annotations?.TryGetValue(name, out var text) is true
                ? JsonSerializer.Deserialize<T>(text, TypedJson.Options)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The metadata of the converted object: these annotations with one written, or taken out for null.</summary>
    public static ObjectMeta With(ObjectMeta metadata, params (string Name, object? Value)[] changes)
    {
        var annotations = new SortedDictionary<string, string>(
            metadata.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            annotations.Remove(name);
            if (value is not null)
            {
                annotations[name] = JsonSerializer.Serialize(value, TypedJson.Options);
            }
        }

        return new ObjectMeta { Annotations = annotations };
    }
}
