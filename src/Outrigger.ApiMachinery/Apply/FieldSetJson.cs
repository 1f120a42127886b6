using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// The notation of field sets in managedFields (FieldsV1): nested objects with keys <c>f:NAME</c>, <c>k:{KEYS}</c>, <c>v:VALUE</c>,
/// <c>i:INDEX</c>; <c>.</c> says that a path with others below it is in the set itself.
/// </summary>
public static class FieldSetJson
{
    private const string Self = ".";

    /// <summary>Writes a set as a new tree, in Kubernetes' order.</summary>
    public static JsonObject Write(FieldSet set) => Write(set, self: false);

    /// <summary>Reads a set; elements of unknown sorts are left out. <see cref="FormatException"/> when it is none.</summary>
    public static FieldSet Read(JsonNode? json) => json switch
    {
        null => FieldSet.Empty,
        JsonObject map => Read(map, new FieldSetBuilder(), out _) ?? FieldSet.Empty,
        _ => throw new FormatException($"a field set is an object, not {JsonNodes.TypeName(json)}"),
    };

    private static JsonObject Write(FieldSet set, bool self)
    {
        var result = new JsonObject();
        if (self)
        {
            result.Add(Self, new JsonObject());
        }

        foreach (var node in set.Nodes)
        {
            result.Add(Key(node.Element), node.Below is { } below ? Write(below, node.IsMember) : new JsonObject());
        }

        return result;
    }

    // An object without elements is a member with nothing below.
    private static FieldSet? Read(JsonObject json, FieldSetBuilder builder, out bool isMember)
    {
        isMember = false;
        var mark = builder.Begin();
        for (var i = 0; i < json.Count; i++)
        {
            var (key, value) = json.GetAt(i);
            if (key is Self)
            {
                isMember = true;
            }
            else if (Element(key) is { } element)
            {
                var member = true;
                var below = value is JsonObject inner ? Read(inner, builder, out member) : Leaf(value);
                builder.Add(element, member, below);
            }
        }

        var set = builder.End(mark);
        isMember |= set is null;
        return set;
    }

    private static FieldSet? Leaf(JsonNode? value) =>
        value is null ? null : throw new FormatException($"a field set is made of objects, not {JsonNodes.TypeName(value)}");

    private static string Key(PathElement element)
    {
        if (element.Name is { } name)
        {
            return $"f:{name}";
        }

        var text = new StringBuilder(32);
        if (element.IsMember)
        {
            GoJsonText.AppendScalar(text.Append("v:"), element.Member);
            return text.ToString();
        }

        if (element.Keys is not { } keys)
        {
            return string.Create(CultureInfo.InvariantCulture, $"i:{element.Index}");
        }

        text.Append("k:{");
        for (var i = 0; i < keys.Length; i++)
        {
            GoJsonText.AppendString(text.Append(i == 0 ? "" : ","), keys[i].Name, html: false);
            GoJsonText.AppendScalar(text.Append(':'), keys[i].Value);
        }

        return text.Append('}').ToString();
    }

    private static PathElement? Element(string key)
    {
        if (key.Length < 2 || key[1] != ':')
        {
            throw new FormatException($"missing colon: {key}");
        }

        var rest = key.AsSpan(2);
        return key[0] switch
        {
            'f' => PathElement.Field(rest.ToString()),
            'k' => Parse(rest) is JsonObject keys
                ? PathElement.Item([.. keys.Select(p => new KeyField(p.Key, KeyValue.Of(p.Value)))])
                : throw new FormatException($"keys are an object: {key}"),
            'v' => PathElement.Value(KeyValue.Of(Parse(rest))),
            'i' => int.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                ? PathElement.At(index)
                : throw new FormatException($"not an index: {key}"),
            _ => null,
        };
    }

    private static JsonNode? Parse(ReadOnlySpan<char> json)
    {
        try
        {
            return ObjectReader.ReadNode(Encoding.UTF8.GetBytes(json.ToString()));
        }
        catch (ObjectReadException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
