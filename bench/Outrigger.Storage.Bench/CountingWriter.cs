using System.Buffers;

namespace Outrigger.Storage.Bench;

/// <summary>Takes bytes in chunks of 64 KiB, as a response does, and counts them.</summary>
internal sealed class CountingWriter : IBufferWriter<byte>
{
    private readonly byte[] chunk = new byte[128 * 1024];
    private int used;

    public long Total { get; private set; }

    public void Advance(int count)
    {
        Total += count;
        used = used + count > chunk.Length / 2 ? 0 : used + count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => chunk.AsMemory(used);

    public Span<byte> GetSpan(int sizeHint = 0) => chunk.AsSpan(used);
}
