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
        var id = told ?? NewId();
        http.Response.Headers[Name] = id;
        return id;
    }

    // A UUID of version 4. It is no secret, and random bytes of the system cost a call of the kernel for each request.
    private static string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
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
