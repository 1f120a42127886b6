using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>
/// The part of JSON path that printer columns and scale paths use: <c>.a.b</c>, <c>['a.b']</c>, <c>.a\.b</c>, <c>[0]</c>, <c>[*]</c> and
/// <c>[?(@.type=="Ready")]</c>.
/// </summary>
public sealed class JsonPath
{
    private readonly IReadOnlyList<JsonPathStep> steps;

    private JsonPath(IReadOnlyList<JsonPathStep> steps) => this.steps = steps;

    /// <summary>Reads a path; an outer pair of braces is ignored.</summary>
    /// <exception cref="FormatException">It is none, or uses more of JSON path than is known here.</exception>
    public static JsonPath Parse(string text)
    {
        var trimmed = text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text;
        return new(new Parser(trimmed).Steps());
    }

    /// <summary>Everything that the path leads to.</summary>
    public IReadOnlyList<JsonNode?> Evaluate(JsonNode? root)
    {
        IEnumerable<JsonNode?> nodes = [root];
        foreach (var step in steps)
        {
            nodes = nodes.SelectMany(step.From);
        }

        return [.. nodes];
    }

    /// <summary>The first thing that the path leads to; null when there is none.</summary>
    public JsonNode? First(JsonNode? root)
    {
        var node = root;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not JsonPathStep.Child { Name: var name })
            {
                return Evaluate(root) is { Count: > 0 } all ? all[0] : null;
            }

            node = node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? value : null;
        }

        return node;
    }

    private sealed class Parser(string text)
    {
        private int at;

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
            return inner switch
            {
                "*" => new JsonPathStep.Every(),
                ['\'', .., '\''] or ['"', .., '"'] when inner.Length > 2 => new JsonPathStep.Child(inner[1..^1]),
                ['?', '(', .., ')'] => Filter(inner[2..^1]),
                _ when int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) => new JsonPathStep.Item(index),
                _ => throw Unknown(),
            };
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
            foreach (var sign in (ReadOnlySpan<string>)["==", "!="])
            {
                var split = condition.IndexOf(sign, StringComparison.Ordinal);
                if (split > 0)
                {
                    var literal = condition[(split + 2)..].Trim();
                    var json = literal.StartsWith('\'') && literal.EndsWith('\'') ? JsonValue.Create(literal[1..^1]) : Literal(literal);
                    return new(Parse(condition[..split].Trim()), sign is "==", json, HasLiteral: true);
                }
            }

            return new(Parse(condition.Trim()), Equal: true, Literal: null, HasLiteral: false);
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
}
