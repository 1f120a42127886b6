using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>
/// A strategic merge patch of a built-in kind: as a merge patch, but lists whose schema says so are merged item by item, and directives
/// (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/…</c>, <c>$deleteFromPrimitiveList/…</c>) say more
/// (apimachinery util/strategicpatch).
/// </summary>
public static class StrategicMergePatch
{
    /// <summary>
    /// Merges a patch into <paramref name="current"/>, which is changed (and is to be thrown away when the patch is refused). The patch
    /// is left as it is. A malformed directive is a 400; what else cannot be followed is a 500, as in Kubernetes.
    /// </summary>
    public static JsonObject Apply(JsonObject current, JsonObject patch, Schema schema) =>
        MapMerge.Merge(current, (JsonObject)patch.DeepClone(), schema);
}
