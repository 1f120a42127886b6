using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Admission;

/// <summary>What an admission plugin sees.</summary>
/// <param name="Operation">What is about to happen.</param>
/// <param name="Context">User, resource, namespace, name, dry run.</param>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Object">The new object; a mutating plugin changes it in place. Null for Delete.</param>
/// <param name="OldObject">The stored object, not to be changed. Null for Create.</param>
public sealed record AdmissionRequest(
    AdmissionOperation Operation,
    OperationContext Context,
    GroupVersionKind Kind,
    JsonObject? Object,
    JsonObject? OldObject);
