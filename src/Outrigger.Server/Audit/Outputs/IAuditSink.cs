using Outrigger.Server.Audit.Events;

namespace Outrigger.Server.Audit.Outputs;

/// <summary>Where events end.</summary>
internal interface IAuditSink : IAsyncDisposable
{
    /// <summary>As in metrics: <c>log</c>, <c>webhook</c>.</summary>
    string Name { get; }

    /// <summary>Writes events, all or none. Throws what went wrong.</summary>
    ValueTask WriteAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);
}
