using System.Net;

namespace Outrigger.Cli.Doctor.Model;

/// <summary>Where a pod (or whatever stands behind the Service) is reached.</summary>
internal sealed record Backend(string Address, int Port)
{
    public override string ToString() => Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>For a socket.</summary>
    public EndPoint ToEndPoint() => IPAddress.TryParse(Address, out var ip) ? new IPEndPoint(ip, Port) : new DnsEndPoint(Address, Port);
}
