using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>
/// One look at one autoscaler: read the target's scale, ask its metrics, decide, set the scale, write the status. What cannot be done is
/// told in a condition and an event, in the words of kube-controller-manager.
/// </summary>
internal sealed class AutoscalerPass(LocalObjects objects, AutoscalerParts parts, AutoscalerOptions options, TimeProvider time, ILogger log)
{
    private readonly ScaleClient scales = new(parts.Catalog, parts.Client, parts.MayWrite);
    private readonly AutoscalerEvents events = new(objects, time);
    private readonly MetricEvaluation metrics = new(objects, parts, options, time);

    /// <summary>Null, or why it failed.</summary>
    public async Task<string?> RunAsync(JsonObject hpa, AutoscalerState state, CancellationToken cancellationToken)
    {
        var spec = AutoscalerSpec.Read(hpa, options);
        var status = new AutoscalerStatus(hpa, time.GetUtcNow());
        var failure = await RunAsync(spec, status, state, cancellationToken).ConfigureAwait(false);
        if (status.Changed() is { } changed)
        {
            await objects.UpdateAsync(
                new ObjectAddress(AutoscalerController.Resource, spec.Namespace, spec.Name, "status"),
                current => current["status"] = changed.DeepClone(),
                cancellationToken).ConfigureAwait(false);
        }

        return failure;
    }

    private async Task<string?> RunAsync(AutoscalerSpec spec, AutoscalerStatus status, AutoscalerState state, CancellationToken cancellationToken)
    {
        TargetScale scale;
        try
        {
            scale = await scales.GetAsync(spec.Namespace, spec.Target, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StatusException or ReplicaException or HttpRequestException or TimeoutException)
        {
            await events.WarnAsync(spec, "FailedGetScale", e.Message, cancellationToken).ConfigureAwait(false);
            status.Able(can: false, "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {e.Message}");
            return $"failed to query scale subresource for {Reference(spec)}: {e.Message}";
        }

        status.Able(can: true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
        state.History.Begin(scale.Wanted, time.GetUtcNow());
        if (scale.Wanted == 0)
        {
            status.Active(can: false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
            status.Observed(0, []);
            status.Desired(0, isRescaled: false);
            return null;
        }

        if (scale.Wanted > spec.Bounds.Max || scale.Wanted < spec.Bounds.Min)
        {
            status.Observed(scale.Wanted, []);
            return scale.Wanted > spec.Bounds.Max
                ? await RescaleAsync(spec, status, state, scale, new(spec.Bounds.Max, "Current number of replicas above Spec.MaxReplicas"), cancellationToken).ConfigureAwait(false)
                : await RescaleAsync(spec, status, state, scale, new(spec.Bounds.Min, "Current number of replicas below Spec.MinReplicas"), cancellationToken).ConfigureAwait(false);
        }

        return await MeasureAsync(spec, status, state, scale, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> MeasureAsync(
        AutoscalerSpec spec, AutoscalerStatus status, AutoscalerState state, TargetScale scale, CancellationToken cancellationToken)
    {
        var found = await metrics.RunAsync(spec, state, scale, cancellationToken).ConfigureAwait(false);
        foreach (var failure in found.Failures)
        {
            await events.WarnAsync(spec, failure.EventReason, failure.Message, cancellationToken).ConfigureAwait(false);
        }

        status.Observed(scale.Wanted, found.Statuses);
        if (found.Replicas is not { } asked)
        {
            var first = found.Failures[0];
            state.IsSpecFault = first.IsOfSpec;
            status.Active(can: false, first.Reason, first.Condition);
            await events.WarnAsync(spec, "FailedComputeMetricsReplicas", found.Error!, cancellationToken).ConfigureAwait(false);
            return $"failed to compute desired number of replicas based on listed metrics for {Reference(spec)}: {found.Error}";
        }

        status.Active(can: true, "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {found.Metric}");
        var now = time.GetUtcNow();
        var made = spec.Rules is { } rules
            ? ReplicaDecision.Make(scale.Wanted, asked, spec.Bounds, rules, state.History, now)
            : ReplicaDecision.Make(scale.Wanted, asked, spec.Bounds, options.DownscaleStabilization, state.History, now);
        status.Decided(made);
        if (made.Replicas == scale.Wanted)
        {
            status.Desired(scale.Wanted, isRescaled: false);
            return found.Error;
        }

        var reason = asked > scale.Wanted ? $"{found.Metric} above target" : asked < scale.Wanted ? "All metrics below target" : "";
        return await RescaleAsync(spec, status, state, scale, new(made.Replicas, reason), cancellationToken).ConfigureAwait(false) ?? found.Error;
    }

    private async Task<string?> RescaleAsync(
        AutoscalerSpec spec, AutoscalerStatus status, AutoscalerState state, TargetScale scale, Wish wish, CancellationToken cancellationToken)
    {
        try
        {
            await scales.SetAsync(scale, wish.Replicas, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException)
        {
            await events.WarnAsync(
                spec, "FailedRescale", $"New size: {wish.Replicas}; reason: {wish.Reason}; error: {e.Message}", cancellationToken).ConfigureAwait(false);
            status.Able(can: false, "FailedUpdateScale", $"the HPA controller was unable to update the target scale: {e.Message}");
            return $"failed to rescale {Reference(spec)}: {e.Message}";
        }

        state.Change = wish.Replicas - scale.Wanted;
        var now = time.GetUtcNow();
        status.Able(can: true, "SucceededRescale", $"the HPA controller was able to update the target scale to {wish.Replicas}");
        status.Desired(wish.Replicas, isRescaled: true);
        if (spec.Rules is { } rules)
        {
            var longest = rules.Up.LongestPeriod > rules.Down.LongestPeriod ? rules.Up.LongestPeriod : rules.Down.LongestPeriod;
            state.History.Scaled(wish.Replicas - scale.Wanted, now, now - longest);
        }

        AutoscalerLog.Rescaled(log, spec.Namespace, spec.Name, scale.Wanted, wish.Replicas, wish.Reason);
        await events.NoteAsync(
            spec, "SuccessfulRescale", $"New size: {wish.Replicas}; reason: {wish.Reason}", cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static string Reference(AutoscalerSpec spec) => $"{spec.Target.Kind}/{spec.Namespace}/{spec.Target.Name}";

    private readonly record struct Wish(int Replicas, string Reason);
}
