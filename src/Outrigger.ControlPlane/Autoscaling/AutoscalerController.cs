using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>Looks at each HorizontalPodAutoscaler when it is first seen and every sync period after, whatever became of the last look.</summary>
internal sealed class AutoscalerController : IBackgroundLoop
{
    /// <summary>The field manager of its writes.</summary>
    public const string Manager = "kube-controller-manager";

    private readonly LocalObjects objects;
    private readonly AutoscalerPass pass;
    private readonly AutoscalerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly ObjectFeed feed;
    private readonly WorkQueue<AutoscalerState> queue;
    private readonly ConcurrentDictionary<string, AutoscalerState> states;

    /// <param name="objects">For what this process serves.</param>
    /// <param name="parts">For what others serve.</param>
    /// <param name="options">Periods and tolerances.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For failures.</param>
    public AutoscalerController(LocalObjects objects, AutoscalerParts parts, AutoscalerOptions options, TimeProvider time, ILogger log)
    {
        this.objects = objects;
        this.options = options;
        this.time = time;
        this.log = log;
        states = parts.States;
        pass = new AutoscalerPass(objects, parts, options, time, log);
        queue = new WorkQueue<AutoscalerState>(Name, time, log);
        feed = new ObjectFeed(Resource, objects, time, log) { OnPut = Put, OnRemove = Remove };
    }

    /// <summary>What it follows.</summary>
    public static GroupVersionResource Resource { get; } = new("autoscaling", "v2", "horizontalpodautoscalers");

    /// <inheritdoc/>
    public string Name => "horizontal-pod-autoscaler-controller";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(feed.RunAsync(cancellationToken), queue.RunAsync(SyncAsync, cancellationToken, options.ConcurrentSyncs));

    private void Put(StoredObject hpa)
    {
        var state = new AutoscalerState(hpa.Namespace, hpa.Name);
        if (states.TryAdd(hpa.Uid, state))
        {
            AutoscalerMetrics.Watched(states.Count);
            queue.Add(state);
        }
    }

    private void Remove(StoredObject hpa)
    {
        states.TryRemove(hpa.Uid, out _);
        AutoscalerMetrics.Watched(states.Count);
    }

    private async Task SyncAsync(AutoscalerState state, CancellationToken cancellationToken)
    {
        if (feed.Find(state.Namespace, state.Name) is not { } known || states.GetValueOrDefault(known.Uid) != state)
        {
            return;
        }

        // its own last write may not have come round by the feed yet
        var hpa = await objects.FindAsync(Resource, state.Namespace, state.Name, cancellationToken).ConfigureAwait(false) ?? known;
        var failure = hpa.IsDeleting ? null : await TryAsync(hpa, state, cancellationToken).ConfigureAwait(false);
        if (failure is not null && failure != state.Failure)
        {
            AutoscalerLog.PassFailed(log, state.Namespace, state.Name, failure);
        }

        state.Failure = failure;
        queue.AddLater(state, options.SyncPeriod, cancellationToken);
    }

    private async Task<string?> TryAsync(StoredObject hpa, AutoscalerState state, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        (state.Change, state.IsSpecFault) = (0, false);
        var failure = await PassAsync(hpa, state, cancellationToken).ConfigureAwait(false);
        AutoscalerMetrics.Reconciled(
            AutoscalerMetrics.ActionOf(state.Change), failure is null ? "none" : state.IsSpecFault ? "spec" : "internal", time.GetElapsedTime(start));
        return failure;
    }

    private async Task<string?> PassAsync(StoredObject hpa, AutoscalerState state, CancellationToken cancellationToken)
    {
        try
        {
            return await pass.RunAsync(hpa.ToTree(), state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return e.Message;
        }
    }
}
