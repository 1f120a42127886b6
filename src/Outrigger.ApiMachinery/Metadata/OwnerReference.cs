using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Metadata;

/// <summary>An object on which another depends; when the last owner goes, the garbage collector deletes the dependent.</summary>
public sealed record OwnerReference
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; init; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; init; } = "";

    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("uid")]
    public string Uid { get; init; } = "";

    /// <summary>Whether the owner is the managing controller; at most one owner is.</summary>
    [JsonPropertyName("controller")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Controller { get; init; }

    /// <summary>Whether the owner cannot go, in a foreground deletion, before the dependent has gone.</summary>
    [JsonPropertyName("blockOwnerDeletion")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BlockOwnerDeletion { get; init; }

    /// <summary>Reads one item of <c>metadata.ownerReferences</c>; missing fields are empty.</summary>
    public static OwnerReference FromJson(JsonObject json) => new()
    {
        ApiVersion = JsonNodes.GetString(json, "apiVersion") ?? "",
        Kind = JsonNodes.GetString(json, "kind") ?? "",
        Name = JsonNodes.GetString(json, "name") ?? "",
        Uid = JsonNodes.GetString(json, "uid") ?? "",
        Controller = JsonNodes.GetBool(json, "controller"),
        BlockOwnerDeletion = JsonNodes.GetBool(json, "blockOwnerDeletion"),
    };

    /// <summary>Writes the reference with its fields in Kubernetes' order.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = Kind, ["name"] = Name, ["uid"] = Uid };
        if (Controller is { } controller)
        {
            json["controller"] = controller;
        }

        if (BlockOwnerDeletion is { } block)
        {
            json["blockOwnerDeletion"] = block;
        }

        return json;
    }
}
