using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>Writes the slices of one Service.</summary>
internal sealed class SliceWriter(LocalObjects objects, ServiceView service)
{
    private readonly Dictionary<string, string> labels = SliceLabels.Of(service);

    /// <summary>Creates, changes or deletes a slice.</summary>
    public async ValueTask WriteAsync(SliceChange change, CancellationToken cancellationToken)
    {
        if (change.Endpoints is not { } endpoints)
        {
            await objects.DeleteAsync(Address(change.Name!), new DeleteOptions(), cancellationToken).ConfigureAwait(false);
        }
        else if (change.Name is { } name)
        {
            await objects.UpdateAsync(Address(name), slice => Fill(slice, change.Ports, endpoints), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await CreateAsync(change, endpoints, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a slice whose endpoints are right the Service's labels of now.</summary>
    public async ValueTask LabelAsync(SliceView slice, CancellationToken cancellationToken)
    {
        if (!SliceLabels.Same(slice.Labels, labels))
        {
            await objects.UpdateAsync(
                Address(slice.Name), s => JsonNodes.Ensure(s, "metadata")["labels"] = SliceLabels.ToJson(labels), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CreateAsync(SliceChange change, IReadOnlyList<JsonObject> endpoints, CancellationToken cancellationToken)
    {
        var slice = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["generateName"] = service.Key.Name + "-",
                ["namespace"] = service.Key.Namespace,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Service",
                    ["name"] = service.Key.Name,
                    ["uid"] = service.Uid,
                    ["controller"] = true,
                    ["blockOwnerDeletion"] = true,
                }),
            },
            ["addressType"] = change.AddressType,
        };
        Fill(slice, change.Ports, endpoints);
        await ContentWrite.CreateAsync(objects, CoreResources.EndpointSlices, service.Key.Namespace, slice, cancellationToken).ConfigureAwait(false);
    }

    private void Fill(JsonObject slice, PortList ports, IReadOnlyList<JsonObject> endpoints)
    {
        JsonNodes.Ensure(slice, "metadata")["labels"] = SliceLabels.ToJson(labels);
        slice["endpoints"] = new JsonArray([.. endpoints.Select(e => e.DeepClone())]);
        slice["ports"] = ports.ToJson(inSlice: true);
    }

    private ObjectAddress Address(string name) => new(CoreResources.EndpointSlices, service.Key.Namespace, name);
}
