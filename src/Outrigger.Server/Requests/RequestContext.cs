using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Registry.Operations;
using Outrigger.Server.Audit.Events;

namespace Outrigger.Server.Requests;

/// <summary>One request on its way through the pipeline: everything travels here, nothing is ambient.</summary>
public sealed class RequestContext(HttpContext http, RequestInfo info, string auditId, DateTimeOffset received)
{
    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    /// <summary>The client's Audit-ID, or a new one.</summary>
    public string AuditId { get; } = auditId;

    public DateTimeOffset Received { get; } = received;

    /// <summary>Who asks: set by authentication, replaced by impersonation.</summary>
    public UserInfo User { get; set; } = UserInfo.Anonymous;

    /// <summary>Who really asks, when <see cref="User"/> is impersonated; null otherwise.</summary>
    public UserInfo? Impersonator { get; set; }

    /// <summary>
    /// Refuses with 403 unless the user may do another verb to what the request is about; set when the request may do more than
    /// its own verb says.
    /// </summary>
    public Func<string, CancellationToken, ValueTask>? RequireVerb { get; set; }

    /// <summary>The Warning headers of the answer, whether it succeeds or is refused.</summary>
    public WarningSink Warnings { get; } = new();

    /// <summary>What is recorded of the request; null when it is not. Whoever has something to tell asks here whether it is wanted.</summary>
    public AuditRecord? Audit { get; set; }

    /// <summary>To be called by watches and tunnels when the head of their answer is sent; null when nobody wants to know.</summary>
    public Func<ValueTask>? OnStarted { get; set; }

    /// <summary>
    /// The request's part of the server. A watch or tunnel gives it back when it has begun, and goes on without one; null when it has none.
    /// </summary>
    public IDisposable? Seat { get; set; }

    /// <summary>The resource that was found to be served, for metrics; empty for everything else.</summary>
    public string ServedResource { get; set; } = "";

    /// <summary>Ends when the client goes away, the deadline passes or the server must stop.</summary>
    public CancellationToken Aborted { get; set; } = http.RequestAborted;
}
