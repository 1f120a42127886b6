using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;

namespace Outrigger.Registry.Models;

/// <summary>The converters that need no other server.</summary>
public static class VersionConverters
{
    /// <summary>All versions have the same fields: only apiVersion changes (a CRD's conversion strategy <c>None</c>).</summary>
    public static ValueTask<JsonObject> RenameOnly(JsonObject obj, KindDefinition target, CancellationToken cancellationToken)
    {
        obj["apiVersion"] = target.Kind.GroupVersion.ToString();
        return ValueTask.FromResult(obj);
    }
}
