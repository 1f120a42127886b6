using System.Globalization;
using Outrigger.Aggregator.Upstream.Hpack;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>Makes the head of an answer out of a header block, as strictly as <see cref="ResponseHeadParser"/> reads HTTP/1.1 (RFC 9113, 8.2 and 8.3).</summary>
internal static class AnswerHead
{
    // what HTTP/1.1 says about the connection has no place here: a reader of HTTP/1.1 behind us would take it for ours
    private static readonly string[] OfConnections = ["Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade"];

    /// <summary>Fills the head; what is wrong, or null.</summary>
    public static string? Fill(HeaderList list, ResponseHead head)
    {
        var fields = list.Fields;
        if (fields.Count == 0 || fields[0].Name != ":status" || StatusCode(fields[0].Value) is not { } code)
        {
            return "no status";
        }

        head.Start(code, http11: true);
        for (var i = 1; i < fields.Count; i++)
        {
            if (Add(fields[i], head) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? Add(HeaderField field, ResponseHead head)
    {
        if (field.Name[0] == ':' || field.Name == FieldText.NoName)
        {
            return "a header whose name is not allowed";
        }

        if (!HeaderTokens.IsValue(field.Value))
        {
            return "a control character in a header";
        }

        foreach (var name in OfConnections)
        {
            if (field.Is(name))
            {
                return $"a header {name}";
            }
        }

        if (field.Is("Content-Length"))
        {
            if (!long.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ||
                (head.ContentLength >= 0 && head.ContentLength != length))
            {
                return "a bad Content-Length";
            }

            head.ContentLength = length;
        }

        head.Add(field);
        return null;
    }

    // 101 is for HTTP/1.1 alone
    private static int? StatusCode(string text) =>
        text.Length == 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and not 101
            ? code
            : null;
}
