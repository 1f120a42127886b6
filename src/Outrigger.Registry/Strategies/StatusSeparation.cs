using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Registry.Strategies;

/// <summary>Who may write what of an object with a status subresource.</summary>
public static class StatusSeparation
{
    /// <summary>An update of the object itself: the status stays as it was.</summary>
    public static void KeepStatus(JsonObject obj, JsonObject old) => Keep(obj, old, "status");

    /// <summary>An update through the status: everything but metadata and status stays as it was.</summary>
    public static void KeepAllButStatus(JsonObject obj, JsonObject old)
    {
        foreach (var name in Names(obj, old))
        {
            if (name is not ("metadata" or "status"))
            {
                Keep(obj, old, name);
            }
        }
    }

    /// <summary>Makes a field what it was: replaces it, or takes it out.</summary>
    public static void Keep(JsonObject obj, JsonObject old, string name)
    {
        if (old.TryGetPropertyValue(name, out var was))
        {
            obj[name] = was?.DeepClone();
        }
        else
        {
            obj.Remove(name);
        }
    }

    private static IReadOnlyList<string> Names(JsonObject obj, JsonObject old) =>
        [.. obj.Select(p => p.Key).Union(old.Select(p => p.Key), StringComparer.Ordinal)];
}
