using System.Buffers;
using System.Collections.Concurrent;

namespace Outrigger.Server.Hosting;

/// <summary>Memory the size of a TLS record: what is sent at once is then encrypted and sent as one, not in pieces of 4 KiB.</summary>
internal sealed class RecordPool : MemoryPool<byte>
{
    /// <summary>Bytes of a block: what fits a TLS record.</summary>
    public const int BlockSize = 16 * 1024;

    private const int MostKept = 256;
    private readonly ConcurrentQueue<Block> free = [];
    private int kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!free.TryDequeue(out var block))
        {
            return new Block(this);
        }

        Interlocked.Decrement(ref kept);
        return block;
    }

    protected override void Dispose(bool disposing) => free.Clear();

    private void Return(Block block)
    {
        if (Volatile.Read(ref kept) < MostKept) // a few more do no harm
        {
            Interlocked.Increment(ref kept);
            free.Enqueue(block);
        }
    }

    private sealed class Block(RecordPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
