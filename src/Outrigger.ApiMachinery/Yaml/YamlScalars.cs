using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using YamlDotNet.Core.Events;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Turns scalars, with their tags, into JSON values and keys.</summary>
internal static class YamlScalars
{
    private const string Core = "tag:yaml.org,2002:";

    public static JsonNode? Value(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag.Length == 0)
        {
            return scalar.IsPlainImplicit && !scalar.Tag.IsNonSpecific ? Plain(scalar) : JsonValue.Create(scalar.Value);
        }

        return tag switch
        {
            Core + "binary" => JsonValue.Create(Binary(scalar)),
            Core + "bool" => Expect(scalar, "bool", YamlScalarKind.Boolean),
            Core + "int" => Expect(scalar, "int", YamlScalarKind.Integer),
            Core + "float" => Expect(scalar, "float", YamlScalarKind.Float, YamlScalarKind.Integer),
            Core + "null" => Expect(scalar, "null", YamlScalarKind.Null),
            _ => JsonValue.Create(scalar.Value),
        };
    }

    /// <summary>A mapping's key as text; null has none.</summary>
    public static string Key(JsonNode? key) => key?.GetValueKind() switch
    {
        JsonValueKind.String => JsonNodes.AsString(key)!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => ObjectWriter.ToText(key),
        _ => throw new ObjectReadException($"yaml: unsupported map key of type: {JsonNodes.TypeName(key)}"),
    };

    private static JsonNode? Plain(Scalar scalar) => YamlResolver.Resolve(scalar.Value, out var value) switch
    {
        YamlScalarKind.Text or YamlScalarKind.Merge => JsonValue.Create(scalar.Value),
        YamlScalarKind.NotFinite => throw Wrong(scalar, $"json: unsupported value: {scalar.Value}"),
        _ => value,
    };

    private static JsonNode? Expect(Scalar scalar, string tag, params ReadOnlySpan<YamlScalarKind> kinds)
    {
        var kind = YamlResolver.Resolve(scalar.Value, out var value);
        return kinds.Contains(kind) ? value : throw Wrong(scalar, $"cannot decode `{scalar.Value}` as a !!{tag}");
    }

    private static string Binary(Scalar scalar)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value));
        }
        catch (FormatException)
        {
            throw Wrong(scalar, "!!binary value contains invalid base64 data");
        }
    }

    private static ObjectReadException Wrong(Scalar scalar, string why) => new($"yaml: line {scalar.Start.Line}: {why}");
}
