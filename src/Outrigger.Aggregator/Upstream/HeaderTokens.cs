using System.Buffers;

namespace Outrigger.Aggregator.Upstream;

/// <summary>The characters of header names and values (RFC 9110).</summary>
internal static class HeaderTokens
{
    private const string Token = "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~";

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(Token);
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(Token));
    private static readonly SearchValues<char> ControlChars = SearchValues.Create(Controls());
    private static readonly SearchValues<byte> ControlBytes = SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(Controls()));

    /// <summary>Whether it may stand as a header name or method.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenChars);

    /// <summary>Whether it may stand as a header name.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Whether it may stand as a header value: no control characters but tab.</summary>
    public static bool IsValue(ReadOnlySpan<char> text) => !text.ContainsAny(ControlChars);

    /// <summary>Whether it may stand as a header value: no control characters but tab.</summary>
    public static bool IsValue(ReadOnlySpan<byte> text) => !text.ContainsAny(ControlBytes);

    /// <summary>Whether the character may stand in a header name.</summary>
    public static bool IsTokenByte(byte value) => TokenBytes.Contains(value);

    private static string Controls() =>
        string.Concat(Enumerable.Range(0, 0x20).Append(0x7f).Where(c => c != '\t').Select(c => (char)c));
}
