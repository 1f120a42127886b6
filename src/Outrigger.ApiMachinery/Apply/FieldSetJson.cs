using System.Globalization;
using System.Text;
using System.Text.Json;
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
    private const int LongestOnStack = 126;

    /// <summary>Writes a set in Kubernetes' order.</summary>
    public static void Write(FieldSet set, Utf8JsonWriter json)
    {
        Write(set, self: false, json, new StringBuilder());
    }

    /// <summary>Writes the value of a <c>fieldsV1</c> when it is a set and no tree; else does nothing and says so.</summary>
    public static bool TryWrite(JsonNode? node, Utf8JsonWriter json)
    {
        if (FieldSetNode.Set(node) is not { } set)
        {
            return false;
        }

        Write(set, json);
        return true;
    }

    /// <summary>Reads a set out of UTF-8 into a node that stands for it; a tree as it is when it is none.</summary>
    public static JsonNode? ReadNode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return FieldSetNode.Of(FieldSetReader.Read(utf8));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return ObjectReader.ReadNode(utf8);
        }
    }

    /// <summary>A node that stands for a set.</summary>
    public static JsonNode NodeOf(FieldSet set) => FieldSetNode.Of(set);

    /// <summary>The set that a node stands for; null when it is another node.</summary>
    public static FieldSet? SetOf(JsonNode? node) => FieldSetNode.Set(node);

    /// <summary>A copy of an object that shares its field sets, where DeepClone makes trees of them.</summary>
    public static JsonObject Clone(JsonObject root)
    {
        if (JsonNodes.GetArray(root, "metadata", "managedFields") is not { } managers)
        {
            return (JsonObject)root.DeepClone();
        }

        var metadata = (JsonObject)root["metadata"]!;
        metadata.Remove("managedFields");
        var copy = (JsonObject)root.DeepClone();
        metadata["managedFields"] = managers;
        copy["metadata"]!["managedFields"] = new JsonArray([.. managers.Select(CloneManager)]);
        return copy;
    }

    /// <summary>Makes trees of the field sets of an object that are none, for whoever goes by paths through it.</summary>
    public static void Expand(JsonObject root)
    {
        if (JsonNodes.GetArray(root, "metadata", "managedFields") is { } managers)
        {
            foreach (var manager in managers.OfType<JsonObject>())
            {
                if (FieldSetNode.Set(manager["fieldsV1"]) is not null)
                {
                    manager["fieldsV1"] = manager["fieldsV1"]!.DeepClone();
                }
            }
        }
    }

    /// <summary>Reads a set; elements of unknown sorts are left out. <see cref="FormatException"/> when it is none.</summary>
    public static FieldSet Read(JsonNode? json) => json switch
    {
        null => FieldSet.Empty,
        JsonObject map => Read(map, new FieldSetBuilder(), out _) ?? FieldSet.Empty,
        _ when FieldSetNode.Set(json) is { } set => set,
        _ => throw new FormatException($"a field set is an object, not {JsonNodes.TypeName(json)}"),
    };

    private static JsonNode? CloneManager(JsonNode? node)
    {
        if (node is not JsonObject manager)
        {
            return node?.DeepClone();
        }

        var copy = new JsonObject();
        foreach (var (name, value) in manager)
        {
            copy.Add(name, FieldSetNode.Set(value) is { } set ? FieldSetNode.Of(set) : value?.DeepClone());
        }

        return copy;
    }

    private static void Write(FieldSet set, bool self, Utf8JsonWriter json, StringBuilder key)
    {
        json.WriteStartObject();
        if (self)
        {
            json.WriteStartObject(Self);
            json.WriteEndObject();
        }

        foreach (ref readonly var node in set.Nodes)
        {
            WriteKey(node.Element, json, key);
            if (node.Below is { } below)
            {
                Write(below, node.IsMember, json, key);
            }
            else
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
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

    private static void WriteKey(PathElement element, Utf8JsonWriter json, StringBuilder key)
    {
        if (element.Name is { Length: <= LongestOnStack } name)
        {
            Span<char> chars = stackalloc char[LongestOnStack + 2];
            chars[0] = 'f';
            chars[1] = ':';
            name.CopyTo(chars[2..]);
            json.WritePropertyName(chars[..(name.Length + 2)]);
            return;
        }

        AppendKey(key.Clear(), element);
        json.WritePropertyName(key.ToString());
    }

    private static void AppendKey(StringBuilder key, PathElement element)
    {
        if (element.Name is { } name)
        {
            key.Append("f:").Append(name);
        }
        else if (element.IsMember)
        {
            GoJsonText.AppendScalar(key.Append("v:"), element.Member);
        }
        else if (element.Keys is not { } keys)
        {
            key.Append(CultureInfo.InvariantCulture, $"i:{element.Index}");
        }
        else
        {
            key.Append("k:{");
            for (var i = 0; i < keys.Length; i++)
            {
                GoJsonText.AppendString(key.Append(i == 0 ? "" : ","), keys[i].Name, html: false);
                GoJsonText.AppendScalar(key.Append(':'), keys[i].Value);
            }

            key.Append('}');
        }
    }

    /// <summary>The element of a key; null for one of an unknown sort.</summary>
    internal static PathElement? Element(string key)
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
