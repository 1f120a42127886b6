using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>Checks an applied configuration against its type, with the words of structured-merge-diff.</summary>
internal sealed class TypedValidator
{
    private readonly List<string> errors = [];
    private readonly StringBuilder path = new();

    /// <summary>What is wrong, as one text; null for nothing.</summary>
    public static string? Validate(JsonObject obj, MergeType type)
    {
        var walk = new TypedValidator();
        walk.Value(obj, type);
        return walk.errors.Count switch
        {
            0 => null,
            1 => walk.errors[0],
            _ => $"errors:\n  {string.Join("\n  ", walk.errors)}",
        };
    }

    private void Value(JsonNode? node, MergeType type)
    {
        switch (MergeType.First(type.Resolve(node)))
        {
            case Shapes.Scalar:
                Scalar(node, type);
                break;
            case var _ when node is null:
                break;
            case Shapes.Map when node is JsonObject map:
                Fields(map, type);
                break;
            case Shapes.Map:
                Fail($"expected map, got {GoValue(node)}");
                break;
            case Shapes.List when node is JsonArray list:
                Items(list, type);
                break;
            default:
                Fail($"expected list, got {GoValue(node)}");
                break;
        }
    }

    private void Fields(JsonObject map, MergeType type)
    {
        for (var i = 0; i < map.Count; i++)
        {
            var (name, value) = map.GetAt(i);
            var length = path.Length;
            path.Append('.').Append(name);
            if (type.Child(name, out _) is not { } child)
            {
                Fail("field not declared in schema");
                path.Length = length;
                return;
            }

            Value(value, child);
            path.Length = length;
        }
    }

    private void Items(JsonArray list, MergeType type)
    {
        var item = type.Item();
        var seen = type.IsAtomic(Shapes.List) ? null : new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            var element = PathElement.At(i);
            if (seen is not null)
            {
                element = ListItemKeys.Of(list[i], type, out var error);
                if (error is not null)
                {
                    Fail($"element {i}: {error}");
                    return;
                }

                if (!seen.Add(element))
                {
                    Fail($"duplicate entries for key {element}");
                }
            }

            var length = path.Length;
            path.Append(element);
            Value(list[i], item);
            path.Length = length;
        }
    }

    private void Scalar(JsonNode? node, MergeType type)
    {
        if (node is null)
        {
            return;
        }

        var kind = node.GetValueKind();
        switch (type.ScalarType)
        {
            case SchemaType.Integer or SchemaType.Number when kind != JsonValueKind.Number:
                Fail($"expected numeric (int or float), got {GoValues.TypeName(node)}");
                break;
            case SchemaType.Boolean when kind is not (JsonValueKind.True or JsonValueKind.False):
                Fail($"expected boolean, got {GoValue(node)}");
                break;
            case SchemaType.String or SchemaType.Bytes when kind != JsonValueKind.String && !type.HasFormat:
                Fail($"expected string, got &value.valueUnstructured{{Value:{GoSyntax(node)}}}");
                break;
            default:
                if (node is not JsonValue)
                {
                    Fail($"expected any scalar, got {GoValue(node)}");
                }

                break;
        }
    }

    private void Fail(string why) => errors.Add(path.Length == 0 ? why : $"{path}: {why}");

    // How Go prints the wrapper that holds the value.
    private static string GoValue(JsonNode? node) => $"&{{{GoValues.Print(node)}}}";

    private static string GoSyntax(JsonNode? node) => node switch
    {
        null => "interface {}(nil)",
        JsonObject map => $"{GoValues.Map}{{{string.Join(", ", map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{GoText.Quote(p.Key)}:{GoSyntax(p.Value)}"))}}}",
        JsonArray list => $"{GoValues.List}{{{string.Join(", ", list.Select(GoSyntax))}}}",
        _ => JsonNodes.AsString(node) is { } text
            ? GoText.Quote(text)
            : string.Create(CultureInfo.InvariantCulture, $"{KeyValue.Show(KeyValue.Of(node))}"),
    };
}
