using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// Merges a configuration into an object without a manager, as a MutatingAdmissionPolicy does: nothing is owned, so nothing is ever removed
/// (KEP-3962; apiserver pkg/admission/plugin/policy/mutating/patch).
/// </summary>
public static class UnownedApply
{
    /// <summary>Merges a configuration, whose apiVersion and kind are those of the object.</summary>
    /// <param name="kind">The kind of both; null for one that no schema is known of.</param>
    /// <param name="live">The object. Not changed.</param>
    /// <param name="config">What is applied. Not changed.</param>
    /// <param name="merged">A new tree.</param>
    /// <returns>Why the configuration cannot be applied, in the words of Kubernetes; null when it can.</returns>
    public static string? TryMerge(KindSchema? kind, JsonObject live, JsonObject config, out JsonObject merged)
    {
        merged = live;
        var type = kind?.Root ?? MergeType.Free;
        if (TypedValidator.Validate(config, type) is { } wrong)
        {
            return $"failed to convert patch object to typed object: {wrong}";
        }

        var atomics = new List<string>();
        FindAtomics(config, type, "", atomics);
        if (atomics.Count > 0)
        {
            return $"invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {string.Join(", ", atomics)}";
        }

        try
        {
            merged = ObjectMerger.Merge(live, config, type);
            return null;
        }
        catch (MergeException e)
        {
            return $"failed to merge patch: {e.Message}";
        }
    }

    // What is replaced as a whole would lose the fields that the expression does not name.
    private static void FindAtomics(JsonNode? node, MergeType type, string path, List<string> found)
    {
        if (node is JsonObject map)
        {
            if (type.IsAtomic(Shapes.Map))
            {
                found.Add(path);
            }

            foreach (var (name, value) in map)
            {
                if (type.Child(name, out var isDeclared) is { } child && isDeclared)
                {
                    FindAtomics(value, child, $"{path}.{name}", found);
                }
            }
        }
        else if (node is JsonArray list)
        {
            if (type.IsAtomic(Shapes.List))
            {
                found.Add(path);
            }

            for (var i = 0; i < list.Count; i++)
            {
                FindAtomics(list[i], type.Item(), $"{path}[{i}]", found);
            }
        }
    }
}
