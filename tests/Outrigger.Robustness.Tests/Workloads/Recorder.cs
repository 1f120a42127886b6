using System.Diagnostics;
using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Workloads;

/// <summary>Takes down what all clients do and see, on one clock.</summary>
internal sealed class Recorder
{
    private readonly Lock gate = new();
    private long acknowledged;

    public Evidence Evidence { get; } = new();

    /// <summary>How many writes were answered with success.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>The newest revision that a client was told.</summary>
    public long Told { get; private set; }

    public static long Now => Stopwatch.GetTimestamp();

    public void Add(Operation operation)
    {
        if (operation is { Writes: true, Outcome: Outcome.Done })
        {
            Interlocked.Increment(ref acknowledged);
        }

        lock (gate)
        {
            Evidence.Operations.Add(operation);
            Told = Math.Max(Told, operation.Result?.Revision ?? 0);
        }
    }

    public void Add(WatchHistory watch)
    {
        lock (gate)
        {
            Evidence.Watches.Add(watch);
        }
    }

    /// <summary>A watch tells of a revision.</summary>
    public void Tell(long revision)
    {
        lock (gate)
        {
            Told = Math.Max(Told, revision);
        }
    }

    public void Add(ListHistory list)
    {
        lock (gate)
        {
            Evidence.Lists.Add(list);
        }
    }
}
