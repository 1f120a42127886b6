using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>One step of a JSON patch.</summary>
internal sealed class JsonPatchOperation
{
    private readonly string? path;
    private readonly string? from;

    private JsonPatchOperation(string kind, string? path, string? from, JsonNode? value)
    {
        Kind = kind;
        this.path = path;
        this.from = from;
        Value = value;
        ValueDepth = JsonDepth.Of(value);
    }

    /// <summary>The operation's name; empty when it has none.</summary>
    public string Kind { get; }

    /// <summary>Part of the patch: copy it before putting it elsewhere. A missing value is null.</summary>
    public JsonNode? Value { get; }

    public int ValueDepth { get; }

    public static JsonPatchOperation Read(JsonNode? node, int index, List<string> findings)
    {
        if (node is not (JsonObject or null))
        {
            throw ApiErrors.BadRequest($"error decoding patch: json: cannot unmarshal {JsonNodes.TypeName(node)} into an operation");
        }

        var json = node as JsonObject ?? [];
        foreach (var (name, _) in json)
        {
            if (name is not ("op" or "path" or "from" or "value"))
            {
                findings.Add($"unknown field {GoText.Quote($"[{index}].{name}")}");
            }
        }

        json.TryGetPropertyValue("value", out var value);
        return new JsonPatchOperation(Text(json, "op") ?? "", Text(json, "path"), Text(json, "from"), value);
    }

    /// <summary>Why the operation does not apply, as the patch library of Kubernetes says it.</summary>
    public string Explain() => Kind switch
    {
        "remove" => $"error in remove for path: '{path}': Unable to remove nonexistent key: {path?[(path.LastIndexOf('/') + 1)..]}: missing value",
        "test" => $"testing value {path} failed: test failed",
        "add" or "replace" or "move" or "copy" => $"{Kind} operation does not apply: doc is missing path: {GoText.Quote(path ?? "")}: missing value",
        _ => $"Unexpected kind: {Kind}",
    };

    public JsonPatchPointer Target() => Pointer(path);

    public JsonPatchPointer Source() => Pointer(from);

    public JsonNode? NewValue() => Value?.DeepClone();

    private static JsonPatchPointer Pointer(string? text) => text is null ? throw PatchErrors.DoesNotApply() : JsonPatchPointer.Parse(text);

    private static string? Text(JsonObject json, string name)
    {
        if (!json.TryGetPropertyValue(name, out var node) || node is null)
        {
            return null;
        }

        return JsonNodes.AsString(node)
            ?? throw ApiErrors.BadRequest($"error decoding patch: json: cannot unmarshal {JsonNodes.TypeName(node)} into field {name} of type string");
    }
}
