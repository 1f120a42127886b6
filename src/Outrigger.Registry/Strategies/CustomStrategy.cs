using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Strategies;

/// <summary>
/// The rules of custom resources, and of typed kinds that say nothing else: an update needs a resourceVersion, every change outside
/// metadata raises the generation, the status subresource changes nothing but the status.
/// </summary>
public class CustomStrategy : ResourceStrategy
{
    private static readonly FieldSet AllButStatus = FieldSet.OfFields("metadata").Union(FieldSet.OfFields("spec"));

    /// <inheritdoc/>
    public override bool AllowUnconditionalUpdate => false;

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool RaisesGeneration(JsonObject obj, JsonObject old)
    {
        var names = obj.Select(p => p.Key).Union(old.Select(p => p.Key), StringComparer.Ordinal);
        return names.Any(name => name is not "metadata" && !JsonNodes.DeepEqual(JsonNodes.Get(obj, name), JsonNodes.Get(old, name)));
    }

    /// <inheritdoc/>
    public override FieldSet ResetFields(string subresource) => subresource is "status" ? AllButStatus : base.ResetFields(subresource);

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        base.PrepareForSubresourceUpdate(context, obj, old);
        if (context.Subresource is not "status")
        {
            return;
        }

        // The managers of fields are kept up by the registry, for the status too.
        var managers = JsonNodes.Detach(JsonNodes.Ensure(obj, "metadata"), "managedFields") as JsonArray;
        obj["metadata"] = old["metadata"]?.DeepClone() ?? new JsonObject();
        MetadataView.Of(obj).ManagedFields = managers;
    }
}
