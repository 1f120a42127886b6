using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>What all reviews share: they are answered and never stored.</summary>
internal static class ReviewObjects
{
    public const string Authentication = "authentication.k8s.io";
    public const string Authorization = "authorization.k8s.io";

    /// <summary>The metadata as the client gave it, with the namespace of the path (none for reviews of the whole cluster).</summary>
    public static JsonObject Metadata(OperationContext context, JsonObject body)
    {
        var metadata = JsonNodes.Ensure(body, "metadata");
        var given = JsonNodes.GetString(metadata, "namespace") ?? "";
        if (context.Namespace.Length == 0)
        {
            metadata.Remove("namespace");
        }
        else if (given.Length > 0 && !string.Equals(given, context.Namespace, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
        else
        {
            metadata["namespace"] = context.Namespace;
        }

        return metadata;
    }

    /// <summary>A review as it is answered. <paramref name="spec"/> null leaves it out.</summary>
    public static StoredObject Answer(string group, string kind, JsonObject metadata, JsonObject? spec, JsonObject status)
    {
        var root = new JsonObject
        {
            ["apiVersion"] = $"{group}/v1",
            ["kind"] = kind,
            ["metadata"] = metadata.DeepClone(),
        };
        if (spec is not null)
        {
            root["spec"] = spec.DeepClone();
        }

        root["status"] = status;
        return StoredObject.Create(root, FactPaths.None);
    }

    /// <summary>A user as reviews tell it (authentication.k8s.io UserInfo).</summary>
    public static JsonObject UserInfo(UserInfo user)
    {
        var json = new JsonObject();
        if (user.Extra is { Count: > 0 })
        {
            json["extra"] = new JsonObject(user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Strings(e.Value))));
        }

        if (user.Groups.Count > 0)
        {
            json["groups"] = Strings(user.Groups);
        }

        if (user.Uid.Length > 0)
        {
            json["uid"] = user.Uid;
        }

        json["username"] = user.Name;
        return json;
    }

    public static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
