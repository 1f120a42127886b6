using System.Net;
using System.Net.Sockets;

namespace Outrigger.Server.Hosting;

/// <summary>Why a server cannot listen, with its fix, in the words of the flags.</summary>
internal static class ListenProblem
{
    /// <summary>One line.</summary>
    public static string Of(Exception failure, IPAddress address, int port)
    {
        var where = new IPEndPoint(address, port).ToString();
        var code = failure as SocketException ?? failure.GetBaseException() as SocketException;
        return code?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{where} is in use by another program: stop it, or choose another port with --secure-port (0 takes any free one)",
            SocketError.AccessDenied => $"this user may not listen on {where}: choose a port above 1023 with --secure-port",
            SocketError.AddressNotAvailable => $"{address} is no address of this machine: choose another with --bind-address",
            _ => $"cannot listen on {where}: {failure.Message}",
        };
    }
}
