using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>
/// Chooses objects by the values of fields: all conditions must hold. Which fields a kind knows is the caller's business. Immutable.
/// </summary>
public sealed class FieldSelector
{
    private readonly FieldTerm[] terms;

    private FieldSelector(FieldTerm[] terms) => this.terms = terms;

    /// <summary>The selector without conditions.</summary>
    public static FieldSelector Everything { get; } = new([]);

    /// <summary>The conditions, ordered by their text.</summary>
    public IReadOnlyList<FieldTerm> Terms => terms;

    /// <summary>Whether every object matches.</summary>
    public bool IsEverything => terms.Length == 0;

    /// <summary>
    /// Reads the text of a <c>fieldSelector</c> parameter: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c> with commas between; in a value, <c>\</c>
    /// goes before a comma, an equals sign and itself. Anything else is a 400 with Kubernetes' words.
    /// </summary>
    public static FieldSelector Parse(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var parts = Split(text);
        parts.Sort(StringComparer.Ordinal);
        var found = new List<FieldTerm>(parts.Count);
        foreach (var part in parts.Where(p => p.Length > 0))
        {
            var term = ParseTerm(text, part);
            if (term.Field.Length > 0 || term.Value.Length > 0)
            {
                found.Add(term);
            }
        }

        return new FieldSelector([.. found]);
    }

    /// <summary>A selector of given conditions.</summary>
    public static FieldSelector Of(params IEnumerable<FieldTerm> terms) => new([.. terms]);

    /// <summary>Escapes a value for a selector's text.</summary>
    public static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);

    /// <summary>Whether the values of fields, asked for by path, satisfy every condition.</summary>
    public bool Matches(Func<string, string?> value)
    {
        foreach (var term in terms)
        {
            if (!term.Holds(value(term.Field)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value that a field must have, or null when the selector does not say.</summary>
    public string? RequiredValue(string field)
    {
        foreach (var term in terms)
        {
            if (!term.Negated && string.Equals(term.Field, field, StringComparison.Ordinal))
            {
                return term.Value;
            }
        }

        return null;
    }

    /// <summary>The canonical text.</summary>
    public override string ToString() => string.Join(',', terms.Select(t => t.ToString()));

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static FieldTerm ParseTerm(string text, string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var rest = part.AsSpan(i);
            if (rest.StartsWith("!="))
            {
                return new FieldTerm(part[..i], Negated: true, Unescape(rest[2..]));
            }

            if (rest[0] == '=')
            {
                return new FieldTerm(part[..i], Negated: false, Unescape(rest.StartsWith("==") ? rest[2..] : rest[1..]));
            }
        }

        throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ',' or '=')
            {
                throw ApiErrors.BadRequest(
                    string.Create(CultureInfo.InvariantCulture, $"invalid field selector: unescaped character in value: {(int)c}"));
            }

            if (c == '\\')
            {
                i++;
                if (i == text.Length || text[i] is not ('\\' or ',' or '='))
                {
                    Rune.DecodeFromUtf16(text[Math.Min(i, text.Length)..], out var next, out _);
                    throw ApiErrors.BadRequest($"invalid field selector: invalid escape sequence: \\{(i == text.Length ? "" : next)}");
                }

                c = text[i];
            }

            value.Append(c);
        }

        return value.ToString();
    }
}
