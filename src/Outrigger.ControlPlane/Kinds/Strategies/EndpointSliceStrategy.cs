using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>EndpointSlices: their addresses may not lead back into this machine; the label names the service they belong to.</summary>
/// <param name="loopbackAllowed">Whether the service of a namespace and name may have loopback endpoints.</param>
internal sealed class EndpointSliceStrategy(Func<string, string, bool> loopbackAllowed)
    : BuiltInStrategy(new GroupResource("discovery.k8s.io", "endpointslices"))
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const int MaxAddresses = 100;
    private const int MaxEndpoints = 1000;
    private static readonly string[] AddressTypes = ["FQDN", "IPv4", "IPv6"];

    /// <inheritdoc/>
    public override bool RaisesGeneration(JsonObject obj, JsonObject old) =>
        !JsonNodes.DeepEqual(obj["endpoints"], old["endpoints"])
        || !JsonNodes.DeepEqual(obj["ports"], old["ports"])
        || !JsonNodes.DeepEqual(JsonNodes.Get(obj, "metadata", "labels"), JsonNodes.Get(old, "metadata", "labels"));

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        ValidateShape(obj, errors);
        ValidateEndpoints(obj, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        ValidateShape(obj, errors);
        if (!JsonNodes.DeepEqual(obj["addressType"], old["addressType"]))
        {
            errors.Add(FieldErrors.Invalid("addressType", obj["addressType"], FieldErrors.Immutable));
        }

        // Another label is another service, which may not be one that is allowed loopback.
        var serviceChanged = !string.Equals(Service(obj), Service(old), StringComparison.Ordinal);
        if (serviceChanged || !JsonNodes.DeepEqual(obj["endpoints"], old["endpoints"]))
        {
            ValidateEndpoints(obj, errors);
        }
    }

    private static string Service(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "labels", ServiceLabel) ?? "";

    private static void ValidateShape(JsonObject obj, ICollection<FieldError> errors)
    {
        var type = JsonNodes.GetString(obj, "addressType") ?? "";
        if (type.Length == 0)
        {
            errors.Add(FieldErrors.Required("addressType"));
        }
        else if (!AddressTypes.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported("addressType", type, AddressTypes));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var ports = JsonNodes.GetArray(obj, "ports") ?? [];
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i] as JsonObject;
            PortRules.CheckName(port, $"ports[{i}]", required: false, errors);
            if (!names.Add(JsonNodes.GetString(port, "name") ?? ""))
            {
                errors.Add(FieldErrors.Duplicate($"ports[{i}].name", JsonNodes.GetString(port, "name") ?? ""));
            }

            PortRules.CheckProtocol(port, $"ports[{i}]", errors);
        }
    }

    private void ValidateEndpoints(JsonObject obj, ICollection<FieldError> errors)
    {
        var endpoints = JsonNodes.GetArray(obj, "endpoints") ?? [];
        if (endpoints.Count > MaxEndpoints)
        {
            errors.Add(FieldErrors.TooMany("endpoints", endpoints.Count, MaxEndpoints));
            return;
        }

        var type = JsonNodes.GetString(obj, "addressType") ?? "";
        var loopback = Service(obj) is { Length: > 0 } service
            && loopbackAllowed(JsonNodes.GetString(obj, "metadata", "namespace") ?? "", service);
        for (var i = 0; i < endpoints.Count; i++)
        {
            ValidateAddresses(endpoints[i] as JsonObject, type, loopback, $"endpoints[{i}].addresses", errors);
        }
    }

    private static void ValidateAddresses(
        JsonObject? endpoint, string type, bool loopback, string path, ICollection<FieldError> errors)
    {
        var addresses = JsonNodes.StringList(endpoint?["addresses"]);
        if (addresses.Count == 0)
        {
            errors.Add(FieldErrors.Required(path, "must contain at least 1 address"));
        }
        else if (addresses.Count > MaxAddresses)
        {
            errors.Add(FieldErrors.TooMany(path, addresses.Count, MaxAddresses));
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            switch (type)
            {
                case "IPv4" or "IPv6":
                    var family = type is "IPv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                    EndpointAddressRules.Check(addresses[i], family, loopback, $"{path}[{i}]", errors);
                    break;
                case "FQDN":
                    FieldRules.Refuse($"{path}[{i}]", addresses[i], Formats.Dns1123Subdomain(addresses[i]), errors);

                    break;
            }
        }
    }
}
