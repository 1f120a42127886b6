using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Registry.Typed;

/// <summary>Converts between the versions of a typed kind, by way of the storage version. Metadata goes along as it is.</summary>
internal sealed class TypedConversion(
    string storageVersion, FrozenDictionary<string, TypedVersion> others, JsonSerializerOptions options)
{
    /// <summary>A <see cref="Models.VersionConverter"/>.</summary>
    public ValueTask<JsonObject> ConvertAsync(JsonObject obj, KindDefinition target, CancellationToken cancellationToken)
    {
        GroupVersion.TryParse(JsonNodes.GetString(obj, "apiVersion") ?? "", out var source);
        obj.Remove("metadata", out var metadata);
        var stored = source.Version == storageVersion ? obj : others[source.Version].ToStorage(obj, options);
        var wanted = target.Kind.Version == storageVersion ? stored : others[target.Kind.Version].FromStorage(stored, options);
        var result = new JsonObject
        {
            ["apiVersion"] = target.Kind.GroupVersion.ToString(),
            ["kind"] = target.Kind.Kind,
            ["metadata"] = metadata,
        };
        foreach (var (name, value) in wanted.ToList())
        {
            if (name is not ("apiVersion" or "kind" or "metadata"))
            {
                wanted.Remove(name);
                result[name] = value;
            }
        }

        return ValueTask.FromResult(result);
    }
}
