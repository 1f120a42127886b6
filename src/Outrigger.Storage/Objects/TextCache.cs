using System.Text;

namespace Outrigger.Storage.Objects;

/// <summary>
/// Keeps one string for texts that repeat. A bounded table where a newcomer replaces what hashes alike; torn by nothing, since
/// a reference is written whole and every hit is compared.
/// </summary>
/// <param name="size">How many texts it keeps: a power of two, or 0 for none.</param>
internal sealed class TextCache(int size)
{
    private const int LongestText = 64;
    private readonly string?[] table = new string?[size];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > LongestText || size == 0)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var entry = ref table[Hash(utf8) & (uint)(size - 1)];
        var known = entry;
        if (known is not null && Ascii.Equals(utf8, known))
        {
            return known;
        }

        return entry = Encoding.UTF8.GetString(utf8);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }
}
