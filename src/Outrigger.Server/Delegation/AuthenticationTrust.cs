using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Delegation;

/// <summary>Whom an extension server believes, as the main server's ConfigMap extension-apiserver-authentication tells it.</summary>
/// <param name="ClientAuthorities">CAs of client certificates.</param>
/// <param name="FrontProxyAuthorities">CAs of front-proxy certificates.</param>
/// <param name="FrontProxy">Names and headers of the front proxy.</param>
internal sealed record AuthenticationTrust(
    X509Certificate2Collection ClientAuthorities, X509Certificate2Collection FrontProxyAuthorities, FrontProxyOptions FrontProxy)
{
    /// <summary>Reads the ConfigMap. Throws <see cref="FormatException"/> naming the key that is wrong.</summary>
    public static AuthenticationTrust Read(JsonObject configMap)
    {
        var data = configMap["data"] as JsonObject ?? [];
        var defaults = new FrontProxyOptions();
        return new AuthenticationTrust(
            Authorities(data, "client-ca-file"),
            Authorities(data, "requestheader-client-ca-file"),
            new FrontProxyOptions
            {
                AllowedNames = Names(data, "requestheader-allowed-names") ?? defaults.AllowedNames,
                UsernameHeaders = Names(data, "requestheader-username-headers") ?? defaults.UsernameHeaders,
                GroupHeaders = Names(data, "requestheader-group-headers") ?? defaults.GroupHeaders,
                ExtraHeaderPrefixes = Names(data, "requestheader-extra-headers-prefix") ?? defaults.ExtraHeaderPrefixes,
                UidHeaders = Names(data, "requestheader-uid-headers") ?? defaults.UidHeaders,
            });
    }

    /// <summary>
    /// Throws <see cref="FormatException"/> when everybody with a client certificate could say that he is anybody: an authority of front
    /// proxies is one of clients too, or has signed one, and no name is asked of a front proxy.
    /// </summary>
    public void Check(IEnumerable<X509Certificate2> furtherClients)
    {
        if (FrontProxy.AllowedNames.Count == 0 && ClientAuthorities.Concat(furtherClients).Any(IsFrontProxyAuthority))
        {
            throw new FormatException(
                "an authority of front proxies is an authority of client certificates too, and no names are demanded of front proxies: every client could say that it is anybody. "
                + "Start the main server with --requestheader-allowed-names=front-proxy-client, or with an authority that signs nothing but front proxies");
        }
    }

    // By its key, for an authority can have several certificates; or signed by one: what it signs then leads to that one, too.
    private bool IsFrontProxyAuthority(X509Certificate2 client)
    {
        var key = client.PublicKey.ExportSubjectPublicKeyInfo();
        if (FrontProxyAuthorities.Any(proxies => proxies.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key)))
        {
            return true;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid | X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.CustomTrustStore.AddRange(FrontProxyAuthorities);
        chain.ChainPolicy.ExtraStore.AddRange(ClientAuthorities);
        chain.Build(client);
        var leadsThere = chain.ChainElements.Skip(1).Any(e => FrontProxyAuthorities.Contains(e.Certificate));
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return leadsThere;
    }

    private static X509Certificate2Collection Authorities(JsonObject data, string key)
    {
        var authorities = new X509Certificate2Collection();
        if ((string?)data[key] is not { Length: > 0 } pem)
        {
            return authorities;
        }

        try
        {
            authorities.ImportFromPem(pem);
            return authorities;
        }
        catch (CryptographicException exception)
        {
            throw new FormatException($"{key} of the ConfigMap holds no PEM certificates: {exception.Message}", exception);
        }
    }

    private static List<string>? Names(JsonObject data, string key)
    {
        if ((string?)data[key] is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is { } list ? [.. list.AsArray().Select(n => (string?)n ?? throw new JsonException("null is no name"))] : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{key} of the ConfigMap is no JSON list of strings: {exception.Message}", exception);
        }
    }
}
