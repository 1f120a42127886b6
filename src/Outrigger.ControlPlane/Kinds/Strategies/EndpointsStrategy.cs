using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Endpoints: their addresses may not lead back into this machine.</summary>
/// <param name="loopbackAllowed">Whether the service of a namespace and name may have loopback endpoints.</param>
internal sealed class EndpointsStrategy(Func<string, string, bool> loopbackAllowed)
    : BuiltInStrategy(new GroupResource("", "endpoints"))
{
    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var loopback = loopbackAllowed(
            JsonNodes.GetString(obj, "metadata", "namespace") ?? "", JsonNodes.GetString(obj, "metadata", "name") ?? "");
        var subsets = JsonNodes.GetArray(obj, "subsets") ?? [];
        for (var i = 0; i < subsets.Count; i++)
        {
            ValidateSubset(subsets[i] as JsonObject, $"subsets[{i}]", loopback, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        // What was stored once may stay, or nothing else of the object could be changed.
        if (!JsonNodes.DeepEqual(obj["subsets"], old["subsets"]))
        {
            Validate(context, obj, errors);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) =>
        ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"];

    private static void ValidateSubset(JsonObject? subset, string path, bool loopback, ICollection<FieldError> errors)
    {
        var ready = JsonNodes.GetArray(subset, "addresses") ?? [];
        var notReady = JsonNodes.GetArray(subset, "notReadyAddresses") ?? [];
        if (ready.Count == 0 && notReady.Count == 0)
        {
            errors.Add(FieldErrors.Required(path, "must specify `addresses` or `notReadyAddresses`"));
        }

        ValidateAddresses(ready, $"{path}.addresses", loopback, errors);
        ValidateAddresses(notReady, $"{path}.notReadyAddresses", loopback, errors);
        var ports = JsonNodes.GetArray(subset, "ports") ?? [];
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i] as JsonObject;
            var portPath = $"{path}.ports[{i}]";
            PortRules.CheckName(port, portPath, ports.Count > 1, errors);
            PortRules.CheckNumber(JsonNodes.GetLong(port, "port") ?? 0, $"{portPath}.port", errors);
            PortRules.CheckProtocol(port, portPath, errors);
        }
    }

    private static void ValidateAddresses(JsonArray addresses, string path, bool loopback, ICollection<FieldError> errors)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var ip = JsonNodes.GetString(addresses[i] as JsonObject, "ip") ?? "";
            EndpointAddressRules.Check(ip, null, loopback, $"{path}[{i}].ip", errors);
        }
    }
}
