using System.Net.Security;
using System.Net.Sockets;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Transport;

namespace Outrigger.Cli.Doctor.Probes;

/// <summary>Asks an extension server past the aggregator, as nobody. Its certificate is other checks' business, so none is refused here.</summary>
internal static class DirectClient
{
    /// <summary>The answer's code and text; null when a server that asks for a certificate speaks with nobody who has none.</summary>
    public static async Task<(int Code, string Text)?> GetAsync(
        Handshake server, string serverName, string path, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var backend = server.Backend;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        ServerTrust.Apply(handler.SslOptions, serverName, null, insecure: true);
        handler.SslOptions.TargetHost = serverName;
        handler.ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(backend.ToEndPoint(), cancel).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://{serverName}:{backend.Port}/{path}"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (HttpRequestException e) when (server.AsksForCertificate && e.HttpRequestError != HttpRequestError.ConnectionError)
        {
            // in TLS 1.3 the handshake is over before the server says that a certificate is missing
            return null;
        }
    }
}
