using System.Net.Security;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;

namespace Outrigger.Storage.Etcd.Members;

/// <summary>Makes the channels to the members that the options name; every problem is told with its fix.</summary>
internal static class EtcdChannels
{
    // etcd closes connections that ping more often than every 5 s
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<GrpcChannel> Create(EtcdStoreOptions options)
    {
        var addresses = options.Servers.Select(Address).ToList();
        if (addresses.Count == 0)
        {
            throw Wrong("no member of etcd is named: give --etcd-servers=http://HOST:2379");
        }

        try
        {
            return [.. addresses.Select(a => new GrpcChannel(a, Handler(a, options), options.TimeProvider))];
        }
        catch (ClientConfigException e)
        {
            throw Wrong(e.Message, e);
        }
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/" && uri.UserInfo.Length == 0
            ? uri
            : throw Wrong($"\"{text}\" is no address of an etcd member: write it as http://HOST:2379 or https://HOST:2379");

    private static SslStreamCertificateContext? ClientCertificate(EtcdStoreOptions options)
    {
        if (options.CertFile is null && options.KeyFile is null)
        {
            return null;
        }

        if (options is not { CertFile: { } certificate, KeyFile: { } key })
        {
            throw Wrong("--etcd-certfile and --etcd-keyfile go together: give both, or neither");
        }

        var chain = PemFiles.CertificateWithKey(PemFiles.ReadText(certificate), PemFiles.ReadText(key), certificate);
        return SslStreamCertificateContext.Create(chain[0], [.. chain.Skip(1)], offline: true);
    }

    // a certificate that is renewed comes into its file while the server runs
    private static HttpMessageHandler Handler(Uri address, EtcdStoreOptions options)
    {
        string[] files = [.. new[] { options.CaFile, options.CertFile, options.KeyFile }.OfType<string>()];
        return files.Length == 0
            ? Connections(address, options)
            : new RotatingHandler(() => string.Join('\n', files.Select(PemFiles.ReadText)), () => Connections(address, options), options);
    }

    private static SocketsHttpHandler Connections(Uri address, EtcdStoreOptions options)
    {
        var authorities = options.CaFile is { } ca ? PemFiles.Certificates(PemFiles.ReadText(ca), ca) : null;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = 4 << 20,
        };
        ServerTrust.Apply(handler.SslOptions, address.IdnHost, authorities, insecure: false);
        handler.SslOptions.ClientCertificateContext = ClientCertificate(options);
        return handler;
    }

    private static StoreUnavailableException Wrong(string what, Exception? cause = null) => new(what, outcomeUnknown: false, cause);
}
