using System.Net;
using System.Net.Sockets;

namespace Outrigger.TestKit;

/// <summary>
/// Ports of this machine that nobody listens on now, for processes that are told theirs. They are below those that the system gives to
/// connections and to listeners without one of their own, so that nobody gets them before the process does.
/// </summary>
public static class FreePorts
{
    private const int First = 20000;
    private const int End = 32000;

    /// <summary>So many ports, none twice.</summary>
    public static int[] Take(int count)
    {
        // all at once, so that none comes twice; from anywhere, so that others who look get others
        var start = Random.Shared.Next(End - First);
        List<(int Port, Socket Socket)> taken = [];
        for (var i = 0; taken.Count < count && i < End - First; i++)
        {
            var port = First + ((start + i) % (End - First));
            if (TryListen(port) is { } socket)
            {
                taken.Add((port, socket));
            }
        }

        taken.ForEach(t => t.Socket.Dispose());
        return taken.Count == count ? [.. taken.Select(t => t.Port)] : throw new InvalidOperationException($"no {count} free ports from {First} to {End - 1}");
    }

    private static Socket? TryListen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // on all addresses, as some processes will
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
