namespace Outrigger.MetricsServer.Cluster;

/// <summary>An address of a node's status.</summary>
/// <param name="Type">Hostname, InternalIP, InternalDNS, ExternalIP, ExternalDNS.</param>
/// <param name="Address">A name or an IP address.</param>
internal sealed record NodeAddress(string Type, string Address);
