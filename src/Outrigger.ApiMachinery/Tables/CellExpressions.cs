using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>
/// What a column says about its cells: a JSON path (custom kinds: the value as the column's type has it, null when it is missing), or one
/// of the functions of schema files, such as <c>age(.metadata.creationTimestamp)</c> or <c>count(.data,.binaryData)</c>.
/// </summary>
internal static class CellExpressions
{
    public static Cell Parse(ColumnDefinition column)
    {
        var text = column.JsonPath;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        return open > 0 && char.IsAsciiLetterLower(text[0]) && text.EndsWith(')')
            ? Function(text[..open], text[(open + 1)..^1].Split(','))
            : Path(JsonPath.Parse(text), column.Type);
    }

    private static Cell Path(JsonPath path, string type) => type switch
    {
        "date" => (obj, now) => path.First(obj) is { } value ? Age(value, now) : null,
        "string" => (obj, _) => path.First(obj) is { } value ? JsonNodes.AsString(value) ?? ObjectWriter.ToText(value) : null,
        "integer" => (obj, _) => JsonNodes.AsDouble(path.First(obj)) is { } number ? JsonValue.Create((long)number) : null,
        "number" => (obj, _) => JsonNodes.AsDouble(path.First(obj)) is { } number ? JsonValue.Create(number) : null,
        "boolean" => (obj, _) => JsonNodes.AsBool(path.First(obj)) is { } truth ? JsonValue.Create(truth) : null,
        _ => (obj, _) => path.First(obj)?.DeepClone(),
    };

    private static Cell Function(string name, string[] arguments)
    {
        var path = JsonPath.Parse(arguments[0]);
        var second = arguments.Length > 1 ? arguments[1] : null;
        return name switch
        {
            "age" => (obj, now) => path.First(obj) is null && second is not null ? second : Age(path.First(obj), now),
            "any" => (obj, _) => path.First(obj)?.DeepClone() ?? second,
            "word" => (obj, _) => JsonNodes.AsBool(path.First(obj)) switch { true => "True", false => "False", _ => "<unset>" },
            "slash" => Slash(arguments),
            "text" => (obj, _) => Text(path.First(obj)) ?? second ?? "",
            "time" => (obj, _) => path.First(obj)?.DeepClone(),
            "number" => (obj, _) => JsonNodes.AsLong(path.First(obj)) ?? 0,
            "truth" => (obj, _) => JsonNodes.AsBool(path.First(obj)) ?? second is "true",
            "join" => (obj, _) => string.Join(',', path.Evaluate(obj).SelectMany(Items)) is { Length: > 0 } all ? all : second ?? "",
            "labels" => (obj, _) => LabelTexts.OfMap(path.First(obj)),
            "selector" => (obj, _) => LabelTexts.OfSelector(path.First(obj)),
            "count" => Count(arguments),
            "ratio" => Ratio(path, JsonPath.Parse(second ?? throw new FormatException("ratio needs two paths"))),
            _ => throw new FormatException($"unknown cell function '{name}'"),
        };
    }

    private static Cell Count(string[] arguments)
    {
        var paths = arguments.Select(JsonPath.Parse).ToArray();
        return (obj, _) => JsonValue.Create(paths.Sum(p => p.First(obj) switch
        {
            JsonArray list => (long)list.Count,
            JsonObject map => map.Count,
            _ => 0,
        }));
    }

    private static Cell Ratio(JsonPath part, JsonPath whole) => (obj, _) => string.Create(
        CultureInfo.InvariantCulture,
        $"{JsonNodes.AsLong(part.First(obj)) ?? 0}/{JsonNodes.AsLong(whole.First(obj)) ?? 0}");

    // slash(.a,.b,<unset>): the parts that are there, else the last argument.
    private static Cell Slash(string[] arguments)
    {
        var paths = arguments.Where(a => a.StartsWith('.')).Select(JsonPath.Parse).ToArray();
        var missing = arguments[^1].StartsWith('.') ? "" : arguments[^1];
        return (obj, _) => string.Join('/', paths.Select(p => Text(p.First(obj))).OfType<string>()) is { Length: > 0 } text ? text : missing;
    }

    // An empty text counts as missing.
    private static string? Text(JsonNode? value) => value is null || JsonNodes.AsString(value) is ""
        ? null
        : JsonNodes.AsString(value) ?? ObjectWriter.ToText(value);

    private static IEnumerable<string> Items(JsonNode? value) =>
        value is JsonArray list ? list.Select(Text).OfType<string>() : Text(value) is { } text ? [text] : [];

    private static JsonValue Age(JsonNode? value, DateTimeOffset now) => JsonValue.Create(
        KubernetesTime.TryParse(JsonNodes.AsString(value), out var then) ? ShortDuration.Format(now - then) : ShortDuration.Unknown);
}
