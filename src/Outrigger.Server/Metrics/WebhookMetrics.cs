using System.Diagnostics.Metrics;

namespace Outrigger.Server.Metrics;

/// <summary>Calls of the webhooks that authorize; the names are those of the configuration.</summary>
public sealed class WebhookMetrics
{
    private readonly Counter<long> evaluations;
    private readonly Histogram<double> seconds;
    private readonly Counter<long> openings;

    internal WebhookMetrics(Meter meter)
    {
        evaluations = meter.CreateCounter<long>("apiserver_authorization_webhook_evaluations_total", description: "Calls of authorization webhooks, by result.");
        seconds = meter.CreateHistogram<double>("apiserver_authorization_webhook_duration_seconds", "s", "Time that authorization webhooks took, by result.");
        openings = meter.CreateCounter<long>(
            "apiserver_authorization_webhook_evaluations_fail_open_total", description: "Calls that failed and left the decision to the next authorizer.");
    }

    /// <summary>A call ended with <c>success</c>, <c>error</c>, <c>timeout</c> or <c>canceled</c>.</summary>
    public void Called(string name, string result, TimeSpan took)
    {
        var byName = AccessMetrics.Tag("name", name);
        var byResult = AccessMetrics.Tag("result", result);
        evaluations.Add(1, byName, byResult);
        seconds.Record(took.TotalSeconds, byName, byResult);
    }

    /// <summary>A call that failed was passed over.</summary>
    public void FailedOpen(string name, string result) => openings.Add(1, AccessMetrics.Tag("name", name), AccessMetrics.Tag("result", result));
}
