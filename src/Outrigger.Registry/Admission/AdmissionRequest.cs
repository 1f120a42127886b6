using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Admission;

/// <summary>What an admission plugin sees.</summary>
/// <param name="operation">What is about to happen.</param>
/// <param name="context">User, resource, namespace, name, dry run.</param>
/// <param name="kind">The kind of the object.</param>
/// <param name="obj">The new object; null for Delete.</param>
/// <param name="readOld">Reads the stored object, at most once; null for Create.</param>
public sealed class AdmissionRequest(
    AdmissionOperation operation, OperationContext context, GroupVersionKind kind, JsonObject? obj, Func<JsonObject>? readOld)
{
    private JsonObject? old;

    /// <summary>What is about to happen.</summary>
    public AdmissionOperation Operation { get; } = operation;

    /// <summary>User, resource, namespace, name, dry run.</summary>
    public OperationContext Context { get; } = context;

    /// <summary>The kind of the object.</summary>
    public GroupVersionKind Kind { get; } = kind;

    /// <summary>The new object; a mutating plugin changes it in place. Null for Delete.</summary>
    public JsonObject? Object { get; } = obj;

    /// <summary>The stored object, not to be changed; parsed when first asked for. Null for Create.</summary>
    public JsonObject? OldObject => old ??= readOld?.Invoke();
}
