using System.Diagnostics.Metrics;
using Outrigger.Server.Audit.Policies;

namespace Outrigger.Server.Audit;

/// <summary>The figures of auditing, under kube-apiserver's names.</summary>
internal sealed class AuditMetrics : IDisposable
{
    private readonly Counter<long> events;
    private readonly Counter<long> errors;
    private readonly Counter<long> levels;
    private readonly Counter<long> rejected;

    public AuditMetrics()
    {
        events = Meter.CreateCounter<long>("apiserver_audit_event_total", description: "Audit events made and sent to the outputs.");
        errors = Meter.CreateCounter<long>("apiserver_audit_error_total", description: "Audit events that were not recorded as they should be, by the part that failed.");
        levels = Meter.CreateCounter<long>("apiserver_audit_level_total", description: "Requests by the level at which the policy records them.");
        rejected = Meter.CreateCounter<long>("apiserver_audit_requests_rejected_total", description: "Requests refused because their audit event could not be written.");
    }

    public Meter Meter { get; } = new("Outrigger.Server.Audit");

    public void Event() => events.Add(1);

    public void Error(string plugin, int count) => errors.Add(count, new KeyValuePair<string, object?>("plugin", plugin));

    public void Level(AuditLevel level) => levels.Add(1, new KeyValuePair<string, object?>("level", level.ToString()));

    public void Rejected() => rejected.Add(1);

    public void Dispose() => Meter.Dispose();
}
