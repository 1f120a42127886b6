using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>What is particular to APIServices (kube-aggregator registry/apiservice).</summary>
internal sealed class ApiServiceStrategy : ResourceStrategy
{
    /// <summary>The Service's port when an APIService names none.</summary>
    public const int DefaultPort = 443;

    private static readonly string[] MetadataOfSpec = ["labels", "annotations", "finalizers", "ownerReferences"];

    private static readonly FieldSet AllButStatus = FieldSet.OfFields("metadata").Union(FieldSet.OfFields("spec"));

    /// <inheritdoc/>
    public override bool AllowUnconditionalUpdate => false;

    /// <inheritdoc/>
    public override NameRule Name => NameRules.PathSegment;

    /// <inheritdoc/>
    public override void Default(JsonObject obj)
    {
        if (JsonNodes.GetObject(obj, "spec", "service") is { } service && service["port"] is null)
        {
            service["port"] = DefaultPort;
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        if (JsonNodes.GetObject(obj, "spec", "service") is null)
        {
            ConditionEdit.Apply(obj, AvailableCondition.Local, context.Now);
        }
    }

    /// <inheritdoc/>
    public override FieldSet ResetFields(string subresource) => subresource is "status" ? AllButStatus : base.ResetFields(subresource);

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        base.PrepareForSubresourceUpdate(context, obj, old);
        if (JsonNodes.GetObject(obj, "metadata") is { } metadata && JsonNodes.GetObject(old, "metadata") is { } before)
        {
            foreach (var name in MetadataOfSpec)
            {
                StatusSeparation.Keep(metadata, before, name);
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) =>
        ApiServiceRules.Validate(obj, errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        ApiServiceRules.ValidateStatus(obj, errors);
}
