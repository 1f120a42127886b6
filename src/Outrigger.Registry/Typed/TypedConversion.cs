using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Registry.Typed;

/// <summary>
/// Converts between the versions of a typed kind, by way of the storage version. Metadata goes along as it is, but for the labels
/// and annotations that a conversion gives: as with Kubernetes' conversion webhooks, it may change those.
/// </summary>
internal sealed class TypedConversion(
    string storageVersion, FrozenDictionary<string, TypedVersion> others, JsonSerializerOptions options)
{
    private static readonly string[] Changeable = ["annotations", "labels"];

    /// <summary>A <see cref="Models.VersionConverter"/>.</summary>
    public ValueTask<JsonObject> ConvertAsync(JsonObject obj, KindDefinition target, CancellationToken cancellationToken)
    {
        GroupVersion.TryParse(JsonNodes.GetString(obj, "apiVersion") ?? "", out var source);
        if (source.Version != storageVersion)
        {
            obj = Step(obj, o => others[source.Version].ToStorage(o, options));
        }

        if (target.Kind.Version != storageVersion)
        {
            obj = Step(obj, o => others[target.Kind.Version].FromStorage(o, options));
        }

        var result = new JsonObject
        {
            ["apiVersion"] = target.Kind.GroupVersion.ToString(),
            ["kind"] = target.Kind.Kind,
            ["metadata"] = JsonNodes.Detach(obj, "metadata"),
        };
        foreach (var (name, value) in obj.ToList())
        {
            if (name is not ("apiVersion" or "kind"))
            {
                obj.Remove(name);
                result[name] = value;
            }
        }

        return ValueTask.FromResult(result);
    }

    private static JsonObject Step(JsonObject obj, Func<JsonObject, JsonObject> convert)
    {
        var metadata = JsonNodes.Ensure(obj, "metadata");

        // The managers of fields are large, and no conversion's business.
        var managers = JsonNodes.Detach(metadata, "managedFields");
        var converted = convert(obj);
        var given = JsonNodes.Detach(converted, "metadata") as JsonObject;
        foreach (var name in Changeable)
        {
            if (given is not null && JsonNodes.Detach(given, name) is JsonObject changed)
            {
                metadata.Remove(name);
                if (changed.Count > 0)
                {
                    metadata[name] = changed;
                }
            }
        }

        if (managers is not null)
        {
            metadata["managedFields"] = managers;
        }

        converted["metadata"] = JsonNodes.Detach(obj, "metadata");
        return converted;
    }
}
