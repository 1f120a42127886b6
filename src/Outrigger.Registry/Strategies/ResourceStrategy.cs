using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Strategies;

/// <summary>
/// What is particular to a kind, beside its schema. Every hook has a default; trees are in the storage version.
/// The registry itself does metadata, names, generation, status separation, schema defaults and validation, finalizers.
/// </summary>
public abstract class ResourceStrategy
{
    private static readonly FieldSet Spec = FieldSet.OfFields("spec");
    private static readonly FieldSet Status = FieldSet.OfFields("status");

    /// <summary>Whether PUT to a missing name creates it (Leases, Endpoints, Events … as in Kubernetes).</summary>
    public virtual bool AllowCreateOnUpdate => false;

    /// <summary>Whether an update without a resourceVersion is accepted.</summary>
    public virtual bool AllowUnconditionalUpdate => true;

    /// <summary>How long created objects live; null for ever (events: one hour).</summary>
    public virtual TimeSpan? TimeToLive => null;

    /// <summary>Whether the registry sets metadata.generation to 1 at create and raises it (most kinds with a spec; not ConfigMaps, Services …).</summary>
    public virtual bool HasGeneration => false;

    /// <summary>Whether a create may carry the status (Nodes); else it is dropped when the kind has a status subresource.</summary>
    public virtual bool AllowStatusOnCreate => false;

    /// <summary>Whether delete may add the finalizers of the garbage collector (not for Events).</summary>
    public virtual bool SupportsGarbageCollection => true;

    /// <summary>Whether a delete without a policy lets the dependents live (Jobs, ReplicationControllers).</summary>
    public virtual bool OrphansByDefault => false;

    /// <summary>Warns a client that deletes without a policy; null for nothing to say.</summary>
    public virtual string? WarningWithoutPolicy => null;

    /// <summary>Whether a delete is answered with the object, gone or not (Pods, Services, ServiceAccounts …); else with a Status when it is gone.</summary>
    public virtual bool ReturnsDeletedObject => false;

    /// <summary>Whether a finalizer of a built-in kind must have a domain and a path; custom and typed kinds only warn.</summary>
    public virtual bool NeedsQualifiedFinalizers => true;

    /// <summary>What names the kind allows; DNS subdomains by default.</summary>
    public virtual NameRule Name => NameRules.DnsSubdomain;

    /// <summary>Whether <see cref="Claims"/> is asked at all.</summary>
    public virtual bool HasClaims => false;

    /// <summary>
    /// What must be written together with this object, all or nothing: notes that it alone has something of the cluster (an address, a
    /// port), made, and removed when it has it no more. Asked right before the commit, and again when one of them changed meanwhile.
    /// </summary>
    /// <param name="before">What is stored; null for a create.</param>
    /// <param name="after">What is to be stored; null for a removal.</param>
    /// <exception cref="ClaimTakenException">Another object has it: the write is prepared anew.</exception>
    public virtual IReadOnlyList<ObjectWrite> Claims(StoredObject? before, StoredObject? after) => [];

    /// <summary>Fills in what the kind defaults by rule; runs on create and update before validation.</summary>
    public virtual void Default(JsonObject obj)
    {
    }

    /// <summary>Last changes before a create is validated: drop what clients may not set.</summary>
    public virtual void PrepareForCreate(OperationContext context, JsonObject obj)
    {
    }

    /// <summary>Last changes before an update is validated: keep what clients may not change.</summary>
    public virtual void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
    }

    /// <summary>
    /// Last changes before an update through a subresource (<c>context.Subresource</c>) is validated. By default everything but
    /// metadata and status is kept as it was.
    /// </summary>
    public virtual void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        if (context.Subresource is "status")
        {
            StatusSeparation.KeepAllButStatus(obj, old);
        }
    }

    /// <summary>
    /// What writes through a subresource (empty: of the object itself, when it has a status subresource) never own, because they
    /// cannot change it.
    /// </summary>
    public virtual FieldSet ResetFields(string subresource) => subresource switch
    {
        "" => Status,
        "status" => Spec,
        _ => FieldSet.Empty,
    };

    /// <summary>Whether an update raises metadata.generation; asked when <see cref="HasGeneration"/>. By default when the spec differs.</summary>
    public virtual bool RaisesGeneration(JsonObject obj, JsonObject old) => !JsonNodes.DeepEqual(JsonNodes.Get(obj, "spec"), JsonNodes.Get(old, "spec"));

    /// <summary>Adds every refused field of a create.</summary>
    public virtual void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
    }

    /// <summary>Adds every refused field of an update; by default as for a create.</summary>
    public virtual void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        Validate(context, obj, errors);

    /// <summary>Adds every refused field of an update through a subresource; by default nothing.</summary>
    public virtual void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
    }

    /// <summary>Warnings for the client about a create that is accepted.</summary>
    public virtual IEnumerable<string> Warnings(JsonObject obj) => [];

    /// <summary>Warnings about an update that is accepted, through the scale, too, but no other subresource; by default as for a create.</summary>
    public virtual IEnumerable<string> UpdateWarnings(JsonObject obj, JsonObject old) => Warnings(obj);

    /// <summary>
    /// The seconds that a delete leaves the object to end by itself (pods); null when the kind has no graceful deletion.
    /// 0 removes at once.
    /// </summary>
    public virtual long? GracePeriodSeconds(JsonObject obj, DeleteOptions options) => null;

    /// <summary>Whether something beside metadata.finalizers keeps a deleted object (spec.finalizers of a Namespace).</summary>
    public virtual bool IsHeld(JsonObject obj) => false;

    /// <summary>Last changes to an object that a delete only marks (a Namespace becomes Terminating); its metadata is marked already.</summary>
    public virtual void PrepareForDeletion(OperationContext context, JsonObject obj)
    {
    }
}
