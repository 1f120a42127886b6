using System.Net;
using System.Net.Sockets;

namespace Outrigger.TestKit.Etcd;

/// <summary>Ports of the loopback that nobody listens on now.</summary>
internal static class FreePorts
{
    public static int[] Take(int count)
    {
        // all at once, so that none comes twice
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
