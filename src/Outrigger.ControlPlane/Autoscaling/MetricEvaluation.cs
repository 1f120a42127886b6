using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Autoscaling.Calculation;
using Outrigger.ControlPlane.Autoscaling.Sources;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>Asks every metric of an autoscaler; the one that wants the most replicas counts.</summary>
internal sealed class MetricEvaluation(LocalObjects objects, AutoscalerParts parts, AutoscalerOptions options, TimeProvider time)
{
    private readonly IReadOnlyDictionary<string, IMetricSource> sources = MetricSources.All(
        parts.Client, parts.Catalog, new ScaleClient(parts.Catalog, parts.Client, parts.MayWrite).Resources);

    /// <summary>Throws nothing that a metric causes: that is among the failures.</summary>
    public async Task<MetricFindings> RunAsync(AutoscalerSpec spec, AutoscalerState state, TargetScale scale, CancellationToken cancellationToken)
    {
        MetricQuery query;
        try
        {
            query = await QueryAsync(spec, state, scale, cancellationToken).ConfigureAwait(false);
        }
        catch (MetricFailure failure)
        {
            return new MetricFindings([], [failure], null, "") { Error = failure.Message };
        }

        var statuses = new List<JsonObject>();
        var failures = new List<MetricFailure>();
        var best = 0;
        var name = "";
        foreach (var metric in spec.Metrics)
        {
            var start = time.GetTimestamp();
            var type = JsonNodes.GetString(metric, "type") ?? "";
            try
            {
                var reading = await ReadAsync(query, metric, type, cancellationToken).ConfigureAwait(false);
                AutoscalerMetrics.Computed(type, reading.Replicas - scale.Wanted, "none", time.GetElapsedTime(start));
                statuses.Add(reading.Status);
                if (best == 0 || reading.Replicas > best)
                {
                    (best, name) = (reading.Replicas, reading.Metric);
                }
            }
            catch (MetricFailure failure)
            {
                AutoscalerMetrics.Computed(type, 0, failure.IsOfSpec ? "spec" : "internal", time.GetElapsedTime(start));
                statuses.Add(new JsonObject { ["type"] = "" });
                failures.Add(failure);
            }
        }

        // with a metric missing nothing is scaled down: it may be the one that needs the replicas
        var isValid = failures.Count < spec.Metrics.Count && (failures.Count == 0 || best >= scale.Wanted);
        return new MetricFindings(statuses, failures, isValid ? best : null, name)
        {
            Error = failures.Count == 0
                ? null
                : $"invalid metrics ({failures.Count} invalid out of {spec.Metrics.Count}), first error is: {failures[0].Error}",
        };
    }

    private async Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, string type, CancellationToken cancellationToken) =>
        sources.TryGetValue(type, out var source)
            ? await source.ReadAsync(query, metric, cancellationToken).ConfigureAwait(false)
            : throw MetricFailure.Of("InvalidMetricSourceType", $"unknown metric source type \"{type}\"");

    private async Task<MetricQuery> QueryAsync(AutoscalerSpec spec, AutoscalerState state, TargetScale scale, CancellationToken cancellationToken)
    {
        if (scale.Selector.Length == 0)
        {
            throw MetricFailure.OfSelector("SelectorRequired", "InvalidSelector", "selector is required", "the HPA target's scale is missing a selector");
        }

        LabelSelector selector;
        try
        {
            selector = LabelSelector.Parse(scale.Selector);
        }
        catch (StatusException e)
        {
            var bad = $"couldn't convert selector into a corresponding internal selector object: {e.Message}";
            throw MetricFailure.OfSelector("InvalidSelector", "InvalidSelector", bad, bad);
        }

        state.Selector = selector;
        var list = await objects.ListAsync(CoreResources.Pods, spec.Namespace, cancellationToken).ConfigureAwait(false);
        var pods = list.Items.Where(p => selector.Matches(p.Labels)).ToList();
        var sharing = parts.States.Values.Where(s => s.Namespace == spec.Namespace && s.Selector is { } other && pods.Any(p => other.Matches(p.Labels)))
            .Select(s => $"{{{s.Name} {s.Namespace}}}").Order(StringComparer.Ordinal).ToList();
        if (sharing.Count > 1)
        {
            var shared = $"pods by selector {scale.Selector} are controlled by multiple HPAs: [{string.Join(' ', sharing)}]";
            throw MetricFailure.OfSelector("AmbiguousSelector", "AmbiguousSelector", shared, shared);
        }

        return new MetricQuery(spec.Namespace, scale.Selector, scale.Wanted, scale.There)
        {
            Pods = [.. pods.Select(p => TargetPod.Read(p.ToTree()))],
            Tolerances = spec.Tolerances,
            Readiness = new ReadinessRules(options.CpuInitializationPeriod, options.InitialReadinessDelay, time.GetUtcNow()),
        };
    }
}
