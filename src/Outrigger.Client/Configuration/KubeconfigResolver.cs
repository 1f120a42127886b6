using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Client.Configuration;

/// <summary>The entries of one context as a <see cref="ClientConfig"/>: files read, certificates parsed.</summary>
internal static class KubeconfigResolver
{
    public static ClientConfig Resolve(KubeconfigCluster cluster, KubeconfigUser user, KubeconfigContext context, TimeProvider time)
    {
        if (user.Unsupported is { } field)
        {
            throw new ClientConfigException(
                $"user \"{context.User}\" of the kubeconfig uses {field}, which is not supported: give it a token, a tokenFile or a client certificate");
        }

        if (user.Impersonate is { } other && (other.Groups.Count > 1 || other.Extra.Values.Any(v => v.Count > 1)))
        {
            // .NET joins repeated headers into one comma line, which the server would read as one strange group
            throw new ClientConfigException(
                $"user \"{context.User}\" of the kubeconfig impersonates several groups or extra values, which is not supported: leave one");
        }

        return new ClientConfig
        {
            Server = Address(cluster.Server, $"server of cluster \"{context.Cluster}\""),
            Authorities = Authorities(cluster, context.Cluster),
            InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify,
            TlsServerName = cluster.TlsServerName,
            Proxy = cluster.ProxyUrl is null ? null : Address(cluster.ProxyUrl, $"proxy-url of cluster \"{context.Cluster}\""),
            ClientCertificate = ClientCertificate(user, context.User),
            Token = Token(user, time),
            Impersonate = user.Impersonate,
            Namespace = context.Namespace,
        };
    }

    private static Uri Address(string text, string what)
    {
        // "host:port" parses as a scheme, so a missing scheme is added first, as kubectl does
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && text.Length > 0 && uri.Scheme is "https" or "http" && uri.Query.Length == 0
            ? uri
            : throw new ClientConfigException($"{what} is no address: \"{text}\" (https://HOST:PORT)");
    }

    private static X509Certificate2Collection? Authorities(KubeconfigCluster cluster, string name)
    {
        if (cluster.InsecureSkipTlsVerify)
        {
            return cluster.CertificateAuthority is null && cluster.CertificateAuthorityFile is null
                ? null
                : throw new ClientConfigException(
                    $"cluster \"{name}\" has a certificate-authority and insecure-skip-tls-verify: remove one of them");
        }

        if (cluster.CertificateAuthority is { } data)
        {
            return PemFiles.Certificates(data, $"certificate-authority-data of cluster \"{name}\"");
        }

        return cluster.CertificateAuthorityFile is { } file ? PemFiles.Certificates(PemFiles.ReadText(file), file) : null;
    }

    private static X509Certificate2Collection? ClientCertificate(KubeconfigUser user, string name)
    {
        var certificate = user.ClientCertificate ?? Read(user.ClientCertificateFile);
        var key = user.ClientKey ?? Read(user.ClientKeyFile);
        return (certificate, key) switch
        {
            (null, null) => null,
            ({ } c, { } k) => PemFiles.CertificateWithKey(c, k, $"user \"{name}\""),
            (null, _) => throw new ClientConfigException($"user \"{name}\" has a client-key but no client-certificate"),
            (_, null) => throw new ClientConfigException($"user \"{name}\" has a client-certificate but no client-key"),
        };
    }

    // tokenFile wins over token, as in client-go
    private static ITokenSource? Token(KubeconfigUser user, TimeProvider time) =>
        user.TokenFile is { } file ? new TokenFile(file, time)
        : user.Token is { } token ? new StaticToken(token)
        : null;

    private static string? Read(string? path) => path is null ? null : PemFiles.ReadText(path);
}
