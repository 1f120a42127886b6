using Outrigger.ApiMachinery.Metadata;
using VersionedApiServer.V1;

namespace VersionedApiServer.Conversion;

/// <summary>The targets, a list in the older versions and a map in v1. The list's order is kept in an annotation of the map.</summary>
internal static class TargetLists
{
    /// <summary>The names of a map in the order of the list that it was; what the annotation does not know comes last, by name.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyDictionary<string, BackupTarget> targets, ObjectMeta metadata)
    {
        var known = (Annotations.Read<string?[]>(metadata, Annotations.TargetOrder) ?? []).OfType<string>();
        return [.. known.Where(targets.ContainsKey).Distinct(StringComparer.Ordinal).Union(ByName(targets.Keys), StringComparer.Ordinal)];
    }

    /// <summary>What the annotation says of a list; null when its order is that of the names.</summary>
    public static string[]? Order(IEnumerable<string>? names)
    {
        string[] order = [.. names ?? []];
        return order.SequenceEqual(ByName(order), StringComparer.Ordinal) ? null : order;
    }

    /// <summary>A list as a map; of two with one name the last counts, for the body may not be checked yet.</summary>
    public static Dictionary<string, BackupTarget>? ToMap<T>(IReadOnlyList<T>? list, Func<T, string> name, Func<T, BackupTarget> target)
    {
        if (list is null)
        {
            return null;
        }

        var map = new Dictionary<string, BackupTarget>(StringComparer.Ordinal);
        foreach (var one in list)
        {
            map[name(one)] = target(one);
        }

        return map;
    }

    private static IEnumerable<string> ByName(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
