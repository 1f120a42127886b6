using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Pipeline;

/// <summary>The id that ties a request, its answer and what other servers do about it together.</summary>
internal static class AuditHeader
{
    public const string Name = "Audit-Id";
    private const int Longest = 64;

    /// <summary>The client's id when it is a plain one, else a new one; told back in the answer.</summary>
    public static string Stamp(HttpContext http)
    {
        var told = http.Request.Headers[Name] is [{ Length: > 0 and <= Longest } value, ..] && IsPlain(value) ? value : null;
        var id = told ?? Guid.NewGuid().ToString();
        http.Response.Headers[Name] = id;
        return id;
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':'))
            {
                return false;
            }
        }

        return true;
    }
}
