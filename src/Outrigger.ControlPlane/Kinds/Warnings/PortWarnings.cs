using System.Globalization;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Ports of a pod's containers that are the same, or may be.</summary>
internal static class PortWarnings
{
    public static IEnumerable<string> Of(IReadOnlyList<Located> containers)
    {
        var ports = containers.SelectMany(c => c["ports"].Items()).Select(Port.Of).ToList();
        return ports.Count == 0 ? [] : OfNumbers(ports).Concat(OfNames(ports));
    }

    private static IEnumerable<string> OfNumbers(List<Port> ports)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            if (port.HostIp.Length > 0 && port.HostPort == 0)
            {
                yield return $"{port.Path}: hostIP set without hostPort: {port}";
            }

            foreach (var other in ports.Take(i).Where(o => o.Number == port.Number && o.Protocol == port.Protocol))
            {
                if (Clash(port, other) is { } clash)
                {
                    yield return $"{port.Path}: {clash} port definition with {other.Path}";
                }
            }
        }
    }

    private static string? Clash(Port port, Port other) =>
        port.HostIp == other.HostIp && port.HostPort == other.HostPort ? "duplicate"
        : port.HostPort == 0 || other.HostPort == 0 ? "overlapping"
        : port.HostPort == other.HostPort && (port.HostIp.Length == 0) != (other.HostIp.Length == 0) ? "dangerously ambiguous"
        : null;

    private static IEnumerable<string> OfNames(List<Port> ports)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var port in ports.Where(p => p.Name.Length > 0 && !first.TryAdd(p.Name, p.Path)))
        {
            var other = first[port.Name];
            yield return $"{port.Path}: duplicate port name {GoText.Quote(port.Name)} with {other}, services and probes that select ports by name will use {other}";
        }
    }

    private sealed record Port(string Path, string Name, long HostPort, long Number, string Protocol, string HostIp)
    {
        public static Port Of(Located port) => new(
            port.Path, port.Text("name"), port.Number("hostPort") ?? 0, port.Number("containerPort") ?? 0, port.Text("protocol"), port.Text("hostIP"));

        // As Go prints the fields of the type.
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{{Name:{Name} HostPort:{HostPort} ContainerPort:{Number} Protocol:{Protocol} HostIP:{HostIp}}}");
    }
}
