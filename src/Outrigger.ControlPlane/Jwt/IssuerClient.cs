using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>
/// Reads an issuer's discovery document and keys (OpenID Connect Discovery 1.0): over TLS, from nowhere but where it was sent, a bounded
/// amount in a bounded time. Throws <see cref="IssuerException"/>.
/// </summary>
internal sealed class IssuerClient(JwtAuthenticatorSettings settings, TimeProvider time)
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<SigningKeySet> ReadKeysAsync(CancellationToken cancellationToken)
    {
        var discovery = settings.DiscoveryUrl.Length > 0
            ? settings.DiscoveryUrl
            : $"{TrimSlash(settings.IssuerUrl)}/.well-known/openid-configuration";
        var document = await ReadAsync(Address(discovery), cancellationToken).ConfigureAwait(false);

        // Else whoever serves one issuer's page could lend another issuer its keys.
        if (!string.Equals(JsonNodes.GetString(document, "issuer"), settings.IssuerUrl, StringComparison.Ordinal))
        {
            throw new IssuerException("the discovery document is another issuer's");
        }

        var keys = JsonNodes.GetString(document, "jwks_uri") ?? throw new IssuerException("the discovery document has no jwks_uri");
        return SigningKeySet.Read(await ReadAsync(Address(keys), cancellationToken).ConfigureAwait(false));
    }

    private static string TrimSlash(string url) => url.EndsWith('/') ? url[..^1] : url;

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
        ? url
        : throw new IssuerException("the key set is not at an https URL");

    private async Task<JsonObject> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(Limit, time, cancellationToken);

        // A connection for each document: they are read rarely, and may be on two hosts, whose names the certificates must carry.
        using var http = new HttpMessageInvoker(TransportFactory.Create(new ClientConfig { Server = url, Authorities = Authorities() }));
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("outrigger");
        try
        {
            using var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new IssuerException(Refusal(url, (int)response.StatusCode));
            }

            return ObjectReader.Read(await BytesAsync(response, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (limit.IsTimeout(e))
        {
            throw new IssuerException($"{url}: {limit.Reason(e)}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new IssuerException($"{url}: {e.GetBaseException().Message}", e);
        }
        catch (Exception e) when (e is ObjectReadException or StatusException)
        {
            throw new IssuerException($"{url} holds no JSON object", e);
        }
    }

    private static string Refusal(Uri url, int code) => string.Create(
        CultureInfo.InvariantCulture, $"{url} answered {(code is >= 300 and < 400 ? "with a redirect, which is not followed" : "with an error")}: {code}");

    private static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await BoundedContent.ReadAsync(response, MaxBytes, cancellationToken).ConfigureAwait(false)
        ?? throw new IssuerException(string.Create(CultureInfo.InvariantCulture, $"the answer has more than {MaxBytes} bytes"));

    private X509Certificate2Collection? Authorities() =>
        settings.CertificateAuthority.Length == 0 ? null : PemFiles.Certificates(settings.CertificateAuthority, "the issuer's certificateAuthority");
}
