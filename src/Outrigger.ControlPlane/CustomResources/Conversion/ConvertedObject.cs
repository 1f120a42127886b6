using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Conversion;

/// <summary>
/// Whether what a webhook made of an object is that object: of the metadata only labels and annotations may differ, all else of it is
/// put back (apiextensions-apiserver pkg/apiserver/conversion).
/// </summary>
internal static class ConvertedObject
{
    /// <summary>The object in its new version. Throws <see cref="ConversionException"/>, whose message follows "conversion webhook for KIND ".</summary>
    /// <param name="original">What was sent.</param>
    /// <param name="answer">What came back for it.</param>
    /// <param name="target">The version asked for.</param>
    /// <param name="index">The place in the list; null when one object was asked for.</param>
    public static JsonObject Accept(JsonObject original, JsonNode? answer, GroupVersion target, int? index)
    {
        var which = index is { } i ? $"returned invalid converted object at index {i}: " : "returned invalid object at index 0: ";
        var made = answer as JsonObject ?? throw new ConversionException($"{which}it is no object");
        if (!GroupVersion.TryParse(Text(made, "apiVersion"), out var version) || version != target)
        {
            throw new ConversionException($"{which}invalid groupVersion (expected {target}, received {Text(made, "apiVersion")})");
        }

        if (Text(original, "kind") != Text(made, "kind"))
        {
            throw new ConversionException($"{which}invalid kind (expected {Text(original, "kind")}, received {Text(made, "kind")})");
        }

        var before = MetadataView.Of(original);
        var what = index is null ? "returned invalid object: " : which;
        var after = made["metadata"] as JsonObject;
        Same(what, "name", before.Name, Text(after, "name"));
        Same(what, "namespace", before.Namespace, Text(after, "namespace"));
        Same(what, "UID", before.Uid, Text(after, "uid"));

        Restore(before.Json, made, index is { } at ? $"returned invalid metadata in object at index {at}: " : "returned invalid metadata: ");
        return made;
    }

    private static void Same(string what, string field, string before, string after)
    {
        if (before != after)
        {
            throw new ConversionException($"{what}must have the same {field}: {before} != {after}");
        }
    }

    private static void Restore(JsonObject before, JsonObject made, string what)
    {
        if (!made.TryGetPropertyValue("metadata", out var node))
        {
            throw new ConversionException($"{what}missing metadata in converted object");
        }

        var said = node as JsonObject ?? throw new ConversionException($"{what}invalid metadata of type {JsonNodes.TypeName(node)} in converted object");
        var restored = (JsonObject)before.DeepClone();
        foreach (var field in new[] { "labels", "annotations" })
        {
            if (said[field] is not { } value)
            {
                restored.Remove(field);
                continue;
            }

            var map = value as JsonObject
                ?? throw new ConversionException($"{what}invalid metadata.{field} of type {JsonNodes.TypeName(value)} in converted object");
            if (map.FirstOrDefault(p => JsonNodes.AsString(p.Value) is null) is { Key: { } key } odd)
            {
                throw new ConversionException(
                    $"{what}metadata.{field}[{key}] must be a string, but is {JsonNodes.TypeName(odd.Value)} in converted object");
            }

            if (!JsonNodes.DeepEqual(map, restored[field]))
            {
                Check(field, map, what);
            }

            said.Remove(field);
            restored[field] = map;
        }

        made["metadata"] = restored;
    }

    private static void Check(string field, JsonObject map, string what)
    {
        var errors = new List<FieldError>();
        if (field is "labels")
        {
            MetadataValidator.ValidateLabels(JsonNodes.StringMap(map), "metadata.labels", errors);
        }
        else
        {
            MetadataValidator.ValidateAnnotations(JsonNodes.StringMap(map), "metadata.annotation", errors);
        }

        if (errors.Count > 0)
        {
            var texts = string.Join(", ", errors.Select(e => $"{e.Field}: {e.Body}"));
            throw new ConversionException(what + (errors.Count == 1 ? texts : $"[{texts}]"));
        }
    }

    private static string Text(JsonObject? obj, string field) => JsonNodes.GetString(obj, field) ?? "";
}
