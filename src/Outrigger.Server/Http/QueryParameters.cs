using System.Text;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Http;

/// <summary>
/// The query of a request. Keys are case-sensitive, values keep their order. What other parsers read differently
/// (broken escapes, semicolons) is refused, so that everyone after us sees the same query.
/// </summary>
public sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> pairs;

    private QueryParameters(List<KeyValuePair<string, string>> pairs) => this.pairs = pairs;

    /// <summary>No parameters.</summary>
    public static QueryParameters Empty { get; } = new([]);

    /// <summary>In the order of the request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => pairs;

    /// <summary>Parses <c>?a=b&amp;c=d</c>; StatusException 400 when it is malformed.</summary>
    public static QueryParameters Parse(string? query) =>
        Read(query) ?? throw ApiErrors.BadRequest("the query of the request is malformed");

    /// <summary>As <see cref="Parse"/>, but a malformed query is an empty one.</summary>
    public static QueryParameters ParseLeniently(string? query) => Read(query) ?? Empty;

    /// <summary>The first value; null when the key is not there.</summary>
    public string? First(string key)
    {
        foreach (var pair in pairs)
        {
            if (pair.Key == key)
            {
                return pair.Value;
            }
        }

        return null;
    }

    /// <summary>The first value; empty when the key is not there.</summary>
    public string Text(string key) => First(key) ?? "";

    /// <summary>All values of a key.</summary>
    public IReadOnlyList<string> All(string key)
    {
        List<string>? values = null;
        foreach (var pair in pairs)
        {
            if (pair.Key == key)
            {
                (values ??= []).Add(pair.Value);
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    private static QueryParameters? Read(string? query)
    {
        if (string.IsNullOrEmpty(query) || query == "?")
        {
            return Empty;
        }

        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            if (part.Length == 0)
            {
                continue;
            }

            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = Decode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            if (key is null || value is null)
            {
                return null;
            }

            pairs.Add(new(key, value));
        }

        return new QueryParameters(pairs);
    }

    private static string? Decode(string text)
    {
        if (text.Contains(';', StringComparison.Ordinal))
        {
            return null;
        }

        return text.AsSpan().IndexOfAny('%', '+') < 0 ? text : PercentDecoder.Decode(text.Replace('+', ' '));
    }
}
