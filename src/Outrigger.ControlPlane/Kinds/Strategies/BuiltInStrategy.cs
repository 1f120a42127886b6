using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Kinds.Defaulting;
using Outrigger.ControlPlane.Kinds.Warnings;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The strategy of a built-in kind: its traits and its default rules. Kinds with more to say derive from it.</summary>
internal class BuiltInStrategy(GroupResource resource) : ResourceStrategy
{
    private readonly KindTraits traits = KindTraitsTable.Of(resource);

    /// <inheritdoc/>
    public override bool AllowCreateOnUpdate => traits.CreateOnUpdate;

    /// <inheritdoc/>
    public override bool AllowUnconditionalUpdate => !traits.VersionedUpdate;

    /// <inheritdoc/>
    public override bool HasGeneration => traits.Generation;

    /// <inheritdoc/>
    public override bool AllowStatusOnCreate => traits.StatusOnCreate;

    /// <inheritdoc/>
    public override bool OrphansByDefault => traits.OrphansByDefault;

    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => traits.ShowsDeleted;

    /// <inheritdoc/>
    public override NameRule Name => traits.Names;

    /// <summary>Which resource.</summary>
    protected GroupResource Resource => resource;

    /// <inheritdoc/>
    public override bool RaisesGeneration(JsonObject obj, JsonObject old) => resource.Resource is "podtemplates"
        ? !JsonNodes.DeepEqual(obj["template"], old["template"])
        : base.RaisesGeneration(obj, old);

    /// <inheritdoc/>
    public override FieldSet ResetFields(string subresource) =>
        ResetFieldsTable.Find(resource, subresource) ?? base.ResetFields(subresource);

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        base.PrepareForSubresourceUpdate(context, obj, old);
        if (context.Subresource is "status" && ResetFieldsTable.Find(resource, "status") is { } reset)
        {
            KeepMetadata(obj, old, reset);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) => KindWarnings.OfNew(resource, obj);

    /// <inheritdoc/>
    public override IEnumerable<string> UpdateWarnings(JsonObject obj, JsonObject old) => KindWarnings.OfUpdate(resource, obj, old);

    /// <summary>What clients say of an object stays as it was (metav1 ResetObjectMetaForStatus).</summary>
    protected static void KeepMetadata(JsonObject obj, JsonObject old)
    {
        var meta = JsonNodes.Ensure(obj, "metadata");
        var before = JsonNodes.Ensure(old, "metadata");
        foreach (var field in (string[])["labels", "annotations", "finalizers", "ownerReferences"])
        {
            StatusSeparation.Keep(meta, before, field);
        }
    }

    private static void KeepMetadata(JsonObject obj, JsonObject old, FieldSet reset)
    {
        if (reset.Equals(ResetFieldsTable.SpecAndMetadata))
        {
            KeepMetadata(obj, old);
        }
        else if (reset.Equals(ResetFieldsTable.SpecAndLabels))
        {
            StatusSeparation.Keep(JsonNodes.Ensure(obj, "metadata"), JsonNodes.Ensure(old, "metadata"), "labels");
        }
    }

    /// <inheritdoc/>
    public override void Default(JsonObject obj) => BuiltInDefaulters.Default(resource, obj);
}
