using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>Reads the steps of a <see cref="JsonPath"/>.</summary>
internal sealed class JsonPathParser(string text)
{
    private int at;

    /// <summary>Throws <see cref="FormatException"/> when the text is no path that is known here.</summary>
    public List<JsonPathStep> Steps()
    {
        var steps = new List<JsonPathStep>();
        if (text.StartsWith('$') || text.StartsWith('@'))
        {
            at = 1;
        }

        while (at < text.Length)
        {
            steps.Add(text[at] switch
            {
                '.' => Dotted(),
                '[' => Bracketed(),
                _ when at == 0 => Name(),
                _ => throw Unknown(),
            });
        }

        return steps;
    }

    private JsonPathStep Dotted()
    {
        at++;
        if (at + 1 < text.Length && text[at] == '.')
        {
            // the second dot begins a name, and nothing before a bracket
            at += text[at + 1] == '[' ? 1 : 0;
            return new JsonPathStep.Below();
        }

        if (at < text.Length && text[at] == '*')
        {
            at++;
            return new JsonPathStep.Every();
        }

        return at < text.Length && text[at] is not ('.' or '[') ? Name() : throw Unknown();
    }

    private JsonPathStep.Child Name()
    {
        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            name.Append(text[at++]);
        }

        return new(name.ToString());
    }

    private JsonPathStep Bracketed()
    {
        var end = ClosingBracket();
        var inner = text[(at + 1)..end].Trim();
        at = end + 1;
        if (inner is ['?', '(', .., ')'])
        {
            return Filter(inner[2..^1]);
        }

        var members = Split(inner).Select(Member).ToList();
        return members.Count == 1 ? members[0] : new JsonPathStep.Union(members);
    }

    private JsonPathStep Member(string inner) => inner switch
    {
        "*" => new JsonPathStep.Every(),
        ['\'', .., '\''] or ['"', .., '"'] when inner.Length > 2 => new JsonPathStep.Child(inner[1..^1]),
        _ when inner.Contains(':', StringComparison.Ordinal) => Slice(inner.Split(':')),
        _ => new JsonPathStep.Item(Number(inner)),
    };

    private JsonPathStep.Slice Slice(string[] parts)
    {
        var step = parts.Length > 2 && parts[2].Length > 0 ? Number(parts[2]) : 1;
        return parts.Length > 3 || step <= 0
            ? throw Unknown()
            : new(parts[0].Length > 0 ? Number(parts[0]) : 0, parts[1].Length > 0 ? Number(parts[1]) : null, step);
    }

    private int Number(string word) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown();

    // At commas that are not quoted.
    private static IEnumerable<string> Split(string inner)
    {
        var start = 0;
        char? quote = null;
        for (var i = 0; i < inner.Length; i++)
        {
            if (quote is not null || inner[i] is '\'' or '"')
            {
                quote = quote is null ? inner[i] : quote == inner[i] ? null : quote;
            }
            else if (inner[i] == ',')
            {
                yield return inner[start..i].Trim();
                start = i + 1;
            }
        }

        yield return inner[start..].Trim();
    }

    // A quoted text inside may hold brackets.
    private int ClosingBracket()
    {
        var depth = 0;
        char? quote = null;
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is not null)
            {
                quote = c == quote ? null : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == '[')
            {
                depth++;
            }
            else if (c == ']' && --depth == 0)
            {
                return i;
            }
        }

        throw Unknown();
    }

    private static JsonPathStep.Filter Filter(string condition)
    {
        var split = condition.AsSpan().IndexOfAny("=!<>");
        if (split < 0)
        {
            return new(JsonPath.Parse(condition.Trim()), JsonPathComparison.Exists, Literal: null);
        }

        var sign = split + 1 < condition.Length && condition[split + 1] == '=' ? condition.Substring(split, 2) : condition.Substring(split, 1);
        var comparison = sign switch
        {
            "==" => JsonPathComparison.Equal,
            "!=" => JsonPathComparison.NotEqual,
            "<" => JsonPathComparison.Less,
            "<=" => JsonPathComparison.LessOrEqual,
            ">" => JsonPathComparison.Greater,
            ">=" => JsonPathComparison.GreaterOrEqual,
            _ => throw new FormatException($"'{condition}' is no condition of a JSON path"),
        };
        var literal = condition[(split + sign.Length)..].Trim();
        var json = literal.StartsWith('\'') && literal.EndsWith('\'') && literal.Length > 1 ? JsonValue.Create(literal[1..^1]) : Literal(literal);
        return new(JsonPath.Parse(condition[..split].Trim()), comparison, json);
    }

    private static JsonNode? Literal(string text)
    {
        try
        {
            return ObjectReader.ReadNode(Encoding.UTF8.GetBytes(text));
        }
        catch (ObjectReadException e)
        {
            throw new FormatException($"'{text}' is no literal of a JSON path", e);
        }
    }

    private FormatException Unknown() => new($"'{text}' is no JSON path that is supported, at character {at + 1}");
}
