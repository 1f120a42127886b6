using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Outrigger.Server.Networking;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>
/// From a Service and a port to addresses, in the order of kube-aggregator's checks and with its words. What may not be dialled
/// (names, loopback and link-local addresses) never comes out.
/// </summary>
internal sealed class EndpointResolver(LoopbackPolicy loopback)
{
    /// <summary>Resolves a port of a Service.</summary>
    public Resolution Resolve(ClusterView view, ServiceKey key, int port)
    {
        var where = $"service/{key.Name} in \"{key.Namespace}\"";
        if (!view.Services.TryGetValue(key, out var service))
        {
            return Resolution.Fail("ServiceNotFound", $"{where} is not present");
        }

        if (service.Type is not ("ClusterIP" or "NodePort" or "LoadBalancer"))
        {
            return Resolution.Fail("FailedDiscoveryCheck", $"unsupported service type \"{service.Type}\"");
        }

        // only of a ClusterIP Service the ports and slices are looked at before anything is sent
        var early = service.Type == "ClusterIP";
        if (service.Ports.FirstOrDefault(p => p.Port == port) is not { } servicePort)
        {
            return early
                ? Resolution.Fail("ServicePortError", string.Create(CultureInfo.InvariantCulture, $"{where} is not listening on port {port}"))
                : Resolution.Fail(
                    "FailedDiscoveryCheck",
                    string.Create(CultureInfo.InvariantCulture, $"no service port {port} found for service \"{key.Name}\""));
        }

        var slices = view.SlicesOf(key).ToList();
        var usable = slices.Where(s => !s.Addresses.IsEmpty && s.Ports.Any(p => p.Name == servicePort.Name)).ToList();
        if (usable.Count > 0)
        {
            return Collect(key, service, usable, servicePort.Name);
        }

        return !early ? Resolution.Fail("FailedDiscoveryCheck", $"no endpoints available for service \"{key.Name}\"")
            : slices.Count == 0 ? Resolution.Fail("EndpointsNotFound", $"cannot find endpointslices for {where}")
            : Resolution.Fail(
                "MissingEndpoints", $"endpointslices for {where} have no addresses with port name \"{servicePort.Name}\"");
    }

    private Resolution Collect(ServiceKey key, ServiceModel service, List<SliceModel> slices, string portName)
    {
        // of two address families the Service's first one is used as long as it has endpoints
        var preferred = slices.Where(s => s.Family == service.PrimaryFamily).ToList();
        var endpoints = ImmutableArray.CreateBuilder<IPEndPoint>();
        string? refused = null;
        foreach (var slice in preferred.Count > 0 ? preferred : slices)
        {
            var port = slice.Ports.First(p => p.Name == portName).Port;
            foreach (var address in slice.Addresses)
            {
                if (Refuse(key, address, out var parsed) is { } why)
                {
                    refused = $"{address} {why}";
                }
                else
                {
                    endpoints.Add(new IPEndPoint(parsed, port));
                }
            }
        }

        return endpoints.Count > 0
            ? new Resolution(null, "", [.. endpoints.Distinct()])
            : Resolution.Fail("FailedDiscoveryCheck", $"no endpoints available for service \"{key.Name}\": {refused}");
    }

    /// <summary>Why an address may not be dialled; null when it may.</summary>
    private string? Refuse(ServiceKey key, string text, out IPAddress address)
    {
        // 010.8.8.8 is 8.8.8.8 to some parsers and 10.8.8.8 to others: only the one form of an address is one
        if (!IPAddress.TryParse(text, out address!) ||
            (!text.Contains(':', StringComparison.Ordinal) && address.ToString() != text) || address.IsIPv4MappedToIPv6)
        {
            address ??= IPAddress.None;
            return "is no IP address";
        }

        return SpecialAddress.Classify(address) switch
        {
            SpecialAddressKind.None => null,
            SpecialAddressKind.Loopback => loopback.Allows(key.Namespace, key.Name)
                ? null
                : $"is a loopback address (--allow-loopback-endpoints={key} permits it)",
            SpecialAddressKind.LinkLocal or SpecialAddressKind.LinkLocalMulticast => "is a link-local address",
            SpecialAddressKind.Unspecified => "is the unspecified address",
            _ => "is a multicast address",
        };
    }
}
