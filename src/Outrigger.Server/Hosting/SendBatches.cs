using System.IO.Pipelines;

namespace Outrigger.Server.Hosting;

/// <summary>
/// The <see cref="SendBatch"/> of each connection: connections share one for each processor, so that a busy server sends on as many
/// threads and no more.
/// </summary>
internal sealed class SendBatches
{
    private readonly SendBatch[] batches = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new SendBatch())];
    private uint given;

    public PipeScheduler Next() => batches[Interlocked.Increment(ref given) % (uint)batches.Length];
}
