using System.Text;

namespace Outrigger.Server.Hosting;

/// <summary>
/// Reads lines of the header Connection. Kestrel knows close, keep-alive and upgrade, and puts the one it found in the place of the
/// whole header: a proxy would not learn which further headers a client named there, and must not pass on. Kestrel leaves a header
/// alone in which it finds two; so a line with further names gets another word, which changes nothing for an upgrade, and else ends
/// the connection after the answer.
/// </summary>
internal sealed class ConnectionHeaderEncoding : Encoding
{
    private const string ForUpgrade = ", keep-alive";
    private const string ForOthers = ", close, keep-alive";

    public static ConnectionHeaderEncoding Instance { get; } = new();

    public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        UTF8.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes.AsSpan(index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount) + ForOthers.Length;

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        var line = UTF8.GetString(bytes);
        var (further, upgrade) = (false, false);
        foreach (var range in line.AsSpan().Split(','))
        {
            var name = line.AsSpan()[range].Trim(" \t");
            upgrade |= name.Equals("upgrade", StringComparison.OrdinalIgnoreCase);
            further |= !IsHarmless(name);
        }

        return !further ? line : line + (upgrade ? ForUpgrade : ForOthers);
    }

    // What Kestrel knows, and what no proxy passes on even if it is not named.
    private static bool IsHarmless(ReadOnlySpan<char> name) =>
        name.IsEmpty ||
        name.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) ||
        name.Equals("close", StringComparison.OrdinalIgnoreCase) ||
        name.Equals("upgrade", StringComparison.OrdinalIgnoreCase) ||
        name.Equals("TE", StringComparison.OrdinalIgnoreCase);
}
