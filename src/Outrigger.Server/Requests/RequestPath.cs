using Outrigger.ApiMachinery.Errors;
using Outrigger.Server.Http;

namespace Outrigger.Server.Requests;

/// <summary>
/// The path of a request target, split and decoded once. What another parser would read differently (encoded slashes, dot
/// segments, empty segments, broken escapes, control characters, fragments) is refused with 400: what is authorised is what is
/// routed and forwarded.
/// </summary>
internal readonly record struct RequestPath(string Text, string[] Segments)
{
    public static RequestPath Parse(string rawTarget)
    {
        var raw = PathOf(rawTarget);
        if (raw == "/")
        {
            return new RequestPath("/", []);
        }

        var segments = raw.Split('/');
        var trailing = segments[^1].Length == 0 ? 1 : 0;
        var parts = new string[segments.Length - 1 - trailing];
        var plain = true;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Decode(segments[i + 1]);
            plain &= ReferenceEquals(parts[i], segments[i + 1]);
        }

        return new RequestPath(plain ? raw : string.Concat("/", string.Join('/', parts), trailing == 0 ? "" : "/"), parts);
    }

    private static string PathOf(string target)
    {
        var start = target.StartsWith('/') ? 0 : AuthorityEnd(target);
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target[start..] : target[start..Math.Max(start, end)];
        return path.Length == 0 ? "/" : path;
    }

    // http://host/path, as proxies send it
    private static int AuthorityEnd(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            throw Refuse();
        }

        var slash = target.IndexOfAny(['/', '?'], scheme + 3);
        return slash < 0 ? target.Length : slash;
    }

    private static string Decode(string segment)
    {
        var text = PercentDecoder.Decode(segment) ?? throw Refuse();
        if (text.Length == 0 || text is "." or ".." || text.AsSpan().ContainsAny('/', '\\', '#'))
        {
            throw Refuse();
        }

        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                throw Refuse();
            }
        }

        return text;
    }

    private static StatusException Refuse() => ApiErrors.BadRequest("the path of the request is malformed");
}
