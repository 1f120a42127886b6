using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// The managers of a scale subresource: those of the object who own its number of replicas, as if they had written a Scale
/// (apimachinery managedfields ScaleHandler).
/// </summary>
/// <param name="parent">managedFields of the object.</param>
/// <param name="apiVersion">The object's version in the request.</param>
/// <param name="replicas">The path of the number in the object.</param>
public sealed class ScaleManagers(JsonArray? parent, string apiVersion, IReadOnlyList<string> replicas)
{
    private const string ScaleVersion = "autoscaling/v1";

    private static readonly FieldSet InScale = FieldSet.OfFields("spec", "replicas");

    private readonly FieldSet inParent = FieldSet.OfFields(replicas);
    private readonly ManagerTable table = ManagerTable.Read(parent, out _) ?? new ManagerTable();

    /// <summary>The managers of the Scale; null when nobody owns the number.</summary>
    public JsonArray? ToScale()
    {
        var scale = new ManagerTable();
        foreach (var entry in table.Entries)
        {
            if (Owns(entry, inParent))
            {
                scale.Set(entry with { ApiVersion = ScaleVersion, Fields = InScale });
            }
        }

        return scale.Write();
    }

    /// <summary>The managers of the object after those of its Scale were changed.</summary>
    public JsonArray? ToParent(JsonArray? scaleManagers)
    {
        var scale = ManagerTable.Read(scaleManagers, out _) ?? new ManagerTable();
        var result = new ManagerTable();
        foreach (var entry in table.Entries)
        {
            if (scale.Find(entry.Key) is null)
            {
                result.Set(entry with { Fields = entry.Fields.Except(inParent) });
                continue;
            }

            scale.Remove(entry.Key);
            result.Set(entry);
        }

        // An updater of the Scale is another one than an updater of the object, and has no time in Kubernetes.
        foreach (var entry in scale.Entries)
        {
            if (Owns(entry, InScale))
            {
                result.Set(entry with { ApiVersion = apiVersion, Fields = inParent, Time = table.Find(entry.Key)?.Time });
            }
        }

        return result.Write();
    }

    private static bool Owns(ManagedEntry entry, FieldSet path) => !entry.Fields.Intersect(path).IsEmpty;
}
