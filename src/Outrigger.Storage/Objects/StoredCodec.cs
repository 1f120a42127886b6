using System.Text;

namespace Outrigger.Storage.Objects;

/// <summary>
/// The frame of a stored value: one codec tag byte, one length byte, the stored version's name, the JSON. The tag keeps the way
/// open for other codecs (encryption at rest).
/// </summary>
internal static class StoredCodec
{
    public const byte PlainJson = 1;

    public static int HeaderLength(string version) => 2 + Encoding.UTF8.GetByteCount(version);

    public static void WriteHeader(Span<byte> target, string version)
    {
        target[0] = PlainJson;
        target[1] = checked((byte)Encoding.UTF8.GetBytes(version, target[2..]));
    }

    /// <summary>Where the JSON starts. Throws <see cref="InvalidDataException"/> for a codec that this program does not know.</summary>
    public static int ReadHeader(ReadOnlySpan<byte> value, TextCache texts, out string version)
    {
        if (value.Length < 2 || value[0] != PlainJson || value.Length < 2 + value[1])
        {
            var tag = value.IsEmpty ? "nothing" : $"tag {value[0]}";
            throw new InvalidDataException($"a stored value starts with {tag}, expected {PlainJson}: it was written by something else or by a newer version");
        }

        version = texts.Get(value.Slice(2, value[1]));
        return 2 + value[1];
    }
}
