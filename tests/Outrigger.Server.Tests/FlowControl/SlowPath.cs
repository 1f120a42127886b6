using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

/// <summary>Answers /slow when the test lets the oldest request go; tells who runs and who was served.</summary>
internal sealed class SlowPath : IPathHandler
{
    private readonly ConcurrentQueue<TaskCompletionSource> running = new();
    private int count;
    private int most;

    public IReadOnlyList<string> Paths => [];

    /// <summary>Names of users, in the order in which their requests began to run.</summary>
    public ConcurrentQueue<string> Begun { get; } = new();

    public int Running => Volatile.Read(ref count);

    public int MostRunning => Volatile.Read(ref most);

    public bool Handles(RequestInfo info) => info.Path == "/slow";

    /// <summary>Lets the oldest go; false when none runs.</summary>
    public bool Release()
    {
        if (!running.TryDequeue(out var oldest))
        {
            return false;
        }

        Interlocked.Decrement(ref count);
        oldest.TrySetResult();
        return true;
    }

    public async Task ServeAsync(RequestContext request)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Begun.Enqueue(request.User.Name);
        InterlockedMax(Interlocked.Increment(ref count));
        running.Enqueue(gate);
        await gate.Task.WaitAsync(request.Aborted);
        await request.Http.Response.WriteAsync("done", request.Aborted);
    }

    private void InterlockedMax(int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
