using System.Net;
using System.Net.Sockets;

namespace Outrigger.Server.Networking;

/// <summary>IP addresses as a person writes them into a flag, read as Go reads them.</summary>
public static class AddressText
{
    /// <summary>
    /// Reads a whole address. The framework also takes 10.0.5 for 10.0.0.5, 1 for 0.0.0.1, and numbers that begin with 0 as octal: these
    /// are none here.
    /// </summary>
    public static bool TryParse(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.StartsWith('[') : text == address.ToString());
}
