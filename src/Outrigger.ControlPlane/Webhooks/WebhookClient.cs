using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;
using Outrigger.Server.Networking;

namespace Outrigger.ControlPlane.Webhooks;

/// <summary>
/// Calls one webhook: TLS with its own roots, no redirects, bounded time and answer. It is not disposed of, because calls of an older
/// generation may be under way: idle connections close by themselves.
/// </summary>
internal sealed class WebhookClient
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;
    private const int MaxRefusalBytes = 2048;
    private readonly WebhookAddress address;
    private readonly ServiceResolver resolve;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker http;

    /// <summary>Opens no connection yet. Throws <see cref="WebhookException"/> when the roots are none.</summary>
    /// <param name="address">Where the webhook is, and who vouches for it.</param>
    /// <param name="resolve">Finds the endpoints of a Service.</param>
    /// <param name="time">The clock of calls.</param>
    /// <param name="connecting">How long connecting may take, TLS included; null for ten seconds.</param>
    public WebhookClient(WebhookAddress address, ServiceResolver resolve, TimeProvider time, TimeSpan? connecting = null)
    {
        this.address = address;
        this.resolve = resolve;
        this.time = time;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = address.Service is null,
            ConnectTimeout = connecting ?? TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectCallback = ConnectAsync,
            SslOptions = Trust(address),
        });
    }

    /// <summary>Posts JSON and returns the body of the answer. Throws <see cref="WebhookException"/>.</summary>
    /// <param name="json">The request.</param>
    /// <param name="limit">How long the call may take; the webhook is told of it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<byte[]> PostAsync(byte[] json, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var call = new CallLimit(limit, time, cancellationToken);
        var url = WithTimeout(address.Url, limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url)) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json, */*");
        request.Headers.UserAgent.ParseAdd("kube-apiserver-admission");
        try
        {
            using var response = await http.SendAsync(request, call.Token).ConfigureAwait(false);
            return response.StatusCode is >= HttpStatusCode.OK and <= HttpStatusCode.PartialContent
                ? await ReadAsync(response, call.Token).ConfigureAwait(false)
                : throw await RefuseAsync(response, call.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (call.IsTimeout(e))
        {
            throw new WebhookException($"Post \"{url}\": context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new WebhookException($"Post \"{url}\": {e.GetBaseException().Message}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await BoundedContent.ReadAsync(response, MaxAnswerBytes, cancellationToken).ConfigureAwait(false)
        ?? throw new WebhookException(string.Create(CultureInfo.InvariantCulture, $"the answer has more than {MaxAnswerBytes} bytes"));

    // A text that a failing webhook wrote is kept beside the message, for callers whose clients may see it; a redirect's never is.
    private static async Task<WebhookException> RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = response.StatusCode;
        var said = "";
        if ((int)code >= 500 && response.Content.Headers.ContentType?.MediaType?.StartsWith("text/", StringComparison.Ordinal) == true)
        {
            var start = new byte[MaxRefusalBytes];
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var count = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            said = Encoding.UTF8.GetString(start, 0, count).Trim();
        }

        return new WebhookException(Refusal(code)) { Code = (int)code, Text = said };
    }

    // What the webhook wrote stays out: it may come from a machine that the caller must not see.
    private static string Refusal(HttpStatusCode code) => (int)code is >= 300 and < 400
        ? string.Create(CultureInfo.InvariantCulture, $"the webhook answered with a redirect ({(int)code}), which is not followed")
        : string.Create(CultureInfo.InvariantCulture, $"the webhook answered with the status {(int)code}");

    // As it was written, the default port included: messages show it.
    private static string WithTimeout(Uri url, TimeSpan limit)
    {
        var join = url.Query.Length > 1 ? '&' : '?';
        return string.Create(CultureInfo.InvariantCulture, $"{url.OriginalString}{join}timeout={limit.TotalSeconds:0}s");
    }

    private static SslClientAuthenticationOptions Trust(WebhookAddress address)
    {
        var name = address.Url.IdnHost.Trim('[', ']');
        var options = new SslClientAuthenticationOptions { TargetHost = name };
        try
        {
            var roots = address.AuthoritiesPem.Length == 0 ? null : PemFiles.Certificates(address.AuthoritiesPem, "the caBundle");
            ServerTrust.Apply(options, name, roots, insecure: false);
            return options;
        }
        catch (Exception e) when (e is ClientConfigException or CryptographicException)
        {
            throw new WebhookException("unable to load root certificates: unable to parse bytes as PEM block", e);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Target(context.DnsEndPoint), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private EndPoint Target(DnsEndPoint named)
    {
        if (address.Service is not { } service)
        {
            return named;
        }

        var found = resolve(service.Namespace, service.Name, service.Port);
        return found.Addresses.Count > 0
            ? found.Addresses[RandomNumberGenerator.GetInt32(found.Addresses.Count)]
            : throw new HttpRequestException(found.Problem ?? $"no endpoints available for service \"{service.Name}\"");
    }
}
