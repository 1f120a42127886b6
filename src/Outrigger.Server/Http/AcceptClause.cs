using System.Globalization;

namespace Outrigger.Server.Http;

/// <summary>One alternative of an Accept header. Parsed as leniently as Kubernetes parses it (goautoneg): what is broken is skipped.</summary>
internal sealed record AcceptClause(string Type, string Subtype, double Quality, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>The alternatives, most wanted first: quality, then concrete before wildcard, then as written.</summary>
    public static IReadOnlyList<AcceptClause> Parse(string header)
    {
        var clauses = new List<AcceptClause>();
        foreach (var part in header.Split(','))
        {
            if (ParseOne(part.Trim(' ')) is { } clause)
            {
                clauses.Add(clause);
            }
        }

        return clauses.Count < 2
            ? clauses
            : [.. clauses.OrderByDescending(c => c.Quality).ThenBy(c => c.Type == "*").ThenBy(c => c.Subtype == "*")];
    }

    /// <summary>Whether the clause covers a media type.</summary>
    public bool Covers(string type, string subtype) =>
        (Type == type && (Subtype == subtype || Subtype == "*")) || (Type == "*" && Subtype == "*");

    private static AcceptClause? ParseOne(string text)
    {
        var parts = text.Split(';');
        var names = parts[0].Split('/');
        var (type, subtype) = names switch
        {
            [var t, var s] => (t.Trim(' '), s.Trim(' ')),
            [var t] when t.Trim(' ') == "*" => ("*", "*"),
            _ => ("", ""),
        };
        if (type.Length == 0 || subtype.Length == 0)
        {
            return null;
        }

        var quality = 1.0;
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var parameter in parts.Skip(1))
        {
            if (parameter.Split('=') is not [var key, { Length: > 0 } value])
            {
                continue;
            }

            if (key.Trim(' ') == "q")
            {
                quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? q : 0;
            }
            else
            {
                parameters.Add(new(key.Trim(' '), value.Trim(' ')));
            }
        }

        return new AcceptClause(type, subtype, quality, parameters);
    }
}
