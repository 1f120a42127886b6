using System.Net;
using System.Net.Sockets;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Demo.Processes;

/// <summary>Looks for ports that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>The first free port of 100, from <paramref name="first"/> on.</summary>
    public static int From(int first)
    {
        for (var port = first; port < first + 100; port++)
        {
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new StartupException($"no free port between {first} and {first + 99}: name one with --secure-port");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
