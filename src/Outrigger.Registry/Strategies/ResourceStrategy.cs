using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Strategies;

/// <summary>
/// What is particular to a kind, beside its schema. Every hook has a default; trees are in the storage version.
/// The registry itself does metadata, names, generation, status separation, schema defaults and validation, finalizers.
/// </summary>
public abstract class ResourceStrategy
{
    /// <summary>Whether PUT to a missing name creates it (Leases, Endpoints, Events … as in Kubernetes).</summary>
    public virtual bool AllowCreateOnUpdate => false;

    /// <summary>Whether an update without a resourceVersion is accepted.</summary>
    public virtual bool AllowUnconditionalUpdate => true;

    /// <summary>How long created objects live; null for ever (events: one hour).</summary>
    public virtual TimeSpan? TimeToLive => null;

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

    /// <summary>Adds every refused field of a create.</summary>
    public virtual void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
    }

    /// <summary>Adds every refused field of an update; by default as for a create.</summary>
    public virtual void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        Validate(context, obj, errors);

    /// <summary>Warnings for the client about a create or update that is accepted.</summary>
    public virtual IEnumerable<string> Warnings(JsonObject obj) => [];
}
