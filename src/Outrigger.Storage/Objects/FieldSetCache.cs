using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Storage.Objects;

/// <summary>
/// Field sets of one resource, read once: the same managers write the same fields of object after object. A bounded table where a
/// newcomer replaces what hashes alike.
/// </summary>
internal sealed class FieldSetCache
{
    private const int Size = 64;
    private const int LongestSet = 16 * 1024;
    private readonly Entry?[] table = new Entry?[Size];

    public FieldSetCache() => Source = Get;

    /// <summary>For the reader of trees.</summary>
    public FieldSetSource Source { get; }

    private JsonNode? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestSet)
        {
            return FieldSetJson.ReadNode(utf8);
        }

        ref var slot = ref table[Hash(utf8) % Size];
        if (Volatile.Read(ref slot) is { } known && utf8.SequenceEqual(known.Utf8))
        {
            return FieldSetJson.NodeOf(known.Set);
        }

        var node = FieldSetJson.ReadNode(utf8);
        if (FieldSetJson.SetOf(node) is { } set)
        {
            Volatile.Write(ref slot, new Entry(utf8.ToArray(), set));
        }

        return node;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return (uint)hash.ToHashCode();
    }

    private sealed record Entry(byte[] Utf8, FieldSet Set);
}
