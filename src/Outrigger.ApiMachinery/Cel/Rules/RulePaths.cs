using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>The paths that rules tell of: <c>.spec.replicas</c>, <c>['a-b'].c</c>.</summary>
public static class RulePaths
{
    private const string NoField = "does not refer to a valid field";

    /// <summary>The path as errors write it: <c>spec.replicas</c>, <c>labels[a]</c>. Null, and what is wrong, when it is none.</summary>
    public static string? Normalize(string path, Schema schema, out string fault)
    {
        fault = "";
        var text = "";
        var current = schema;
        var rest = path.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Step(ref rest, out fault) is not { } name)
            {
                return null;
            }

            var field = current.Find(name);
            var isKey = field is null && current is { Type: SchemaType.Map, Element: not null };
            if (field is null && !isKey)
            {
                fault = NoField;
                return null;
            }

            text = isKey ? $"{text}[{name}]" : text.Length == 0 ? name : $"{text}.{name}";
            current = isKey ? current.Element! : field!.Schema;
        }

        return text;
    }

    private static string? Step(ref ReadOnlySpan<char> rest, out string fault)
    {
        fault = "";
        if (rest[0] == '.')
        {
            rest = rest[1..];
            var end = rest.IndexOfAny('.', '[', ']');
            var name = end < 0 ? rest : rest[..end];
            rest = rest[name.Length..];
            fault = name.IsEmpty ? "unexpected end of JSON path" : "";
            return name.IsEmpty ? null : name.ToString();
        }

        if (rest[0] != '[')
        {
            fault = $"expected [ or . but got: {rest}";
            return null;
        }

        var close = rest.IndexOf("']", StringComparison.Ordinal);
        if (close < 2 || rest[1] != '\'')
        {
            fault = close < 2 ? "unexpected end of JSON path" : $"expected single quoted string but got {rest[1..close]}";
            return null;
        }

        var quoted = rest[2..close].ToString();
        rest = rest[(close + 2)..];
        return quoted.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
    }
}
