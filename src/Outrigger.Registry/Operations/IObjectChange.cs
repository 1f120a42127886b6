using System.Text.Json.Nodes;

namespace Outrigger.Registry.Operations;

/// <summary>What an update makes of the current object: a replacement or a patch. Applied again when another writer was faster.</summary>
public interface IObjectChange
{
    /// <summary>Whether the change may be applied again after a version conflict (patches without a resourceVersion).</summary>
    bool MayRetry { get; }

    /// <summary>Whether the object may be created when it is missing (server-side apply, kinds that allow create on update).</summary>
    bool MayCreate { get; }

    /// <summary>Whether what it makes is refused as a bad patch (422, field <c>patch</c>) rather than as a bad body (400) when it does not fit the kind.</summary>
    bool IsPatch => false;

    /// <summary>Whether no field manager is recorded: what the server does in the course of something else.</summary>
    bool IsUnrecorded => false;

    /// <summary>What was odd about the patch itself, for field validation: <c>duplicate field "spec.image"</c>.</summary>
    IReadOnlyList<string> Findings => [];

    /// <summary>The uid that the object must have, from a replacement that names one; empty for any.</summary>
    string PreconditionUid => "";

    /// <summary>Refuses what can be refused before the object is read (a body that names another object).</summary>
    void Check(OperationContext context)
    {
    }

    /// <summary>
    /// Makes the new object. <paramref name="current"/> is a fresh tree in the requested version (with kind, apiVersion and
    /// resourceVersion) that may be changed in place; an empty object when there is none.
    /// </summary>
    JsonObject Apply(JsonObject current, OperationContext context);
}
