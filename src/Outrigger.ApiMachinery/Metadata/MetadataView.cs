using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Metadata;

/// <summary>
/// Reads and sets the metadata of an object in its JSON tree. Setting null or an empty value takes the field out. A field of a
/// wrong type reads as if it were not there.
/// </summary>
/// <param name="json">The value of <c>metadata</c>.</param>
public readonly struct MetadataView(JsonObject json)
{
    /// <summary>The value of <c>metadata</c>.</summary>
    public JsonObject Json { get; } = json;

    public string Name
    {
        get => Text("name");
        set => SetText("name", value);
    }

    public string GenerateName
    {
        get => Text("generateName");
        set => SetText("generateName", value);
    }

    public string Namespace
    {
        get => Text("namespace");
        set => SetText("namespace", value);
    }

    public string SelfLink
    {
        get => Text("selfLink");
        set => SetText("selfLink", value);
    }

    public string Uid
    {
        get => Text("uid");
        set => SetText("uid", value);
    }

    public string ResourceVersion
    {
        get => Text("resourceVersion");
        set => SetText("resourceVersion", value);
    }

    /// <summary>0 is left out.</summary>
    public long Generation
    {
        get => JsonNodes.GetLong(Json, "generation") ?? 0;
        set => Set("generation", value == 0 ? null : JsonValue.Create(value));
    }

    public DateTimeOffset? CreationTimestamp
    {
        get => Time("creationTimestamp");
        set => SetTime("creationTimestamp", value);
    }

    public DateTimeOffset? DeletionTimestamp
    {
        get => Time("deletionTimestamp");
        set => SetTime("deletionTimestamp", value);
    }

    /// <summary>0 is kept: it is not the same as none.</summary>
    public long? DeletionGracePeriodSeconds
    {
        get => JsonNodes.GetLong(Json, "deletionGracePeriodSeconds");
        set => Set("deletionGracePeriodSeconds", value is { } seconds ? JsonValue.Create(seconds) : null);
    }

    public IReadOnlyList<KeyValuePair<string, string>> Labels
    {
        get => JsonNodes.StringMap(Node("labels"));
        set => SetMap("labels", value);
    }

    public IReadOnlyList<KeyValuePair<string, string>> Annotations
    {
        get => JsonNodes.StringMap(Node("annotations"));
        set => SetMap("annotations", value);
    }

    public IReadOnlyList<string> Finalizers
    {
        get => JsonNodes.StringList(Node("finalizers"));
        set => Set("finalizers", value is { Count: > 0 } ? new JsonArray([.. value.Select(v => (JsonNode?)JsonValue.Create(v))]) : null);
    }

    public IReadOnlyList<OwnerReference> OwnerReferences
    {
        get => Node("ownerReferences") is JsonArray { Count: > 0 } list ? [.. list.OfType<JsonObject>().Select(OwnerReference.FromJson)] : [];
        set => Set("ownerReferences", value is { Count: > 0 } ? new JsonArray([.. value.Select(v => (JsonNode)v.ToJson())]) : null);
    }

    /// <summary>Part of the tree, not a copy.</summary>
    public JsonArray? ManagedFields
    {
        get => Node("managedFields") as JsonArray;
        set => Set("managedFields", value is { Count: > 0 } ? value : null);
    }

    /// <summary>The metadata of an object, made when it is missing.</summary>
    public static MetadataView Of(JsonObject root) => new(JsonNodes.Ensure(root, "metadata"));

    /// <summary>One label, or null.</summary>
    public string? Label(string key) => JsonNodes.GetString(Json, "labels", key);

    /// <summary>One annotation, or null.</summary>
    public string? Annotation(string key) => JsonNodes.GetString(Json, "annotations", key);

    /// <summary>Sets one label; null takes it out.</summary>
    public void SetLabel(string key, string? value) => SetEntry("labels", key, value);

    /// <summary>Sets one annotation; null takes it out.</summary>
    public void SetAnnotation(string key, string? value) => SetEntry("annotations", key, value);

    private JsonNode? Node(string field) => Json.TryGetPropertyValue(field, out var node) ? node : null;

    private string Text(string field) => JsonNodes.AsString(Node(field)) ?? "";

    private DateTimeOffset? Time(string field) => KubernetesTime.TryParse(JsonNodes.AsString(Node(field)), out var time) ? time : null;

    private void SetText(string field, string? value) => Set(field, string.IsNullOrEmpty(value) ? null : JsonValue.Create(value));

    private void SetTime(string field, DateTimeOffset? value) =>
        Set(field, value is { } time ? JsonValue.Create(KubernetesTime.Format(time)) : null);

    private void SetMap(string field, IReadOnlyList<KeyValuePair<string, string>> value)
    {
        var map = new JsonObject();
        foreach (var (key, text) in value.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            map[key] = text;
        }

        Set(field, map.Count > 0 ? map : null);
    }

    private void SetEntry(string field, string key, string? value)
    {
        if (value is not null)
        {
            var map = JsonNodes.Ensure(Json, field);
            map[key] = value;
            JsonNodes.SortKeys(map);
        }
        else if (Node(field) is JsonObject map && map.Remove(key) && map.Count == 0)
        {
            Json.Remove(field);
        }
    }

    private void Set(string field, JsonNode? value)
    {
        if (value is null)
        {
            Json.Remove(field);
        }
        else
        {
            Json[field] = value;
        }
    }
}
