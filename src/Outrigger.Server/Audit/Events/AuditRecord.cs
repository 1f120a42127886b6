using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Audit.Policies;

namespace Outrigger.Server.Audit.Events;

/// <summary>
/// What is known so far about a request that is recorded; its events are written from it. Whoever has something to add asks first whether
/// it is wanted, so that nothing is built in vain. For one request, by one thread at a time.
/// </summary>
public sealed class AuditRecord
{
    private readonly AuditDecision decision;
    private readonly Lock annotating = new();

    internal AuditRecord(AuditDecision decision, AuditSubject subject)
    {
        this.decision = decision;
        Subject = subject;
        ObjectName = subject.Name;
        ObjectNamespace = subject.Namespace;
    }

    /// <summary>Whether the object in the request is recorded.</summary>
    public bool WantsRequestObject => decision.Level >= AuditLevel.Request && Subject.IsResource;

    /// <summary>Whether the object in the answer is recorded.</summary>
    public bool WantsResponseObject => decision.Level >= AuditLevel.RequestResponse && Subject.IsResource;

    /// <summary>Whether recorded objects are without metadata.managedFields.</summary>
    public bool OmitsManagedFields => decision.OmitManagedFields;

    internal AuditLevel Level => decision.Level;

    internal AuditSubject Subject { get; }

    public required string Id { get; init; }

    /// <summary>As the client sent it.</summary>
    public required string Uri { get; init; }

    public required DateTimeOffset Received { get; init; }

    internal IReadOnlyList<string> SourceIps { get; init; } = [];

    internal string UserAgent { get; init; } = "";

    /// <summary>Watches and tunnels have an event when their answer starts.</summary>
    internal bool IsLongRunning { get; init; }

    /// <summary>The stages of which an event was made.</summary>
    internal AuditStages Told { get; set; }

    internal UserInfo? Impersonated { get; private set; }

    /// <summary>The verb of the constrained mode by which it was allowed; empty for the old way.</summary>
    internal string Constraint { get; private set; } = "";

    internal string ObjectName { get; private set; }

    internal string ObjectNamespace { get; private set; }

    internal string ObjectUid { get; private set; } = "";

    internal string ObjectVersion { get; private set; } = "";

    internal int Code { get; set; }

    internal Status? Status { get; private set; }

    internal byte[]? RequestObject { get; private set; }

    internal byte[]? ResponseObject { get; private set; }

    internal SortedDictionary<string, string>? Annotations { get; private set; }

    /// <summary>Adds a fact. The key names who tells it: <c>authorization.k8s.io/decision</c>. The first value of a key stays.</summary>
    public void Annotate(string key, string value)
    {
        // webhooks are asked at the same time
        lock (annotating)
        {
            (Annotations ??= new(StringComparer.Ordinal)).TryAdd(key, value);
        }
    }

    /// <summary>The caller acts as somebody else.</summary>
    public void Impersonate(UserInfo user, string constraint)
    {
        Impersonated = user;
        Constraint = constraint;
    }

    /// <summary>The answer is this status; its text is recorded at every level.</summary>
    public void Answer(Status status)
    {
        Status = status;
        Code = status.Code;
    }

    /// <summary>The answer is this status, and this object the form of it that the client gets.</summary>
    public void Answer(Status status, JsonObject tree)
    {
        Answer(status);
        if (WantsResponseObject)
        {
            Response(tree);
        }
    }

    /// <summary>The object in the request, as it was sent; what it says about itself is recorded at every level. The tree is read, not kept.</summary>
    public void Request(JsonObject obj)
    {
        var metadata = JsonNodes.GetObject(obj, "metadata");
        ObjectName = Or(ObjectName, metadata, "name");
        ObjectNamespace = Or(ObjectNamespace, metadata, "namespace");
        ObjectUid = Or(ObjectUid, metadata, "uid");
        ObjectVersion = Or(ObjectVersion, metadata, "resourceVersion");
        if (WantsRequestObject)
        {
            RequestObject = RecordedObject.Write(obj, decision.OmitManagedFields);
        }
    }

    /// <summary>A patch, as it was sent; only when it is wanted.</summary>
    public void Request(ReadOnlySpan<byte> patch) => RequestObject = RecordedObject.Write(patch);

    /// <summary>The object in the answer; only when it is wanted. The tree is read, not kept.</summary>
    public void Response(JsonObject obj) => ResponseObject = RecordedObject.Write(obj, decision.OmitManagedFields);

    /// <summary>The object in the answer as compact JSON, managed fields and all; only when it is wanted so.</summary>
    public void Response(byte[] json) => ResponseObject = json;

    internal bool Tells(AuditStages stage) => (decision.OmitStages & stage) == 0;

    private static string Or(string known, JsonObject? metadata, string field) =>
        known.Length > 0 ? known : JsonNodes.GetString(metadata, field) ?? "";
}
