using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Client.Configuration;

namespace Outrigger.Bench;

/// <summary>A server to be measured, over one version of HTTP.</summary>
internal sealed class Target : IDisposable
{
    private readonly ClientConfig? config;
    private readonly SocketsHttpHandler handler;

    private Target(Uri server, ClientConfig? config, string http, int pid)
    {
        this.config = config;
        Server = server;
        Http = http;
        Pid = pid;
        handler = NewHandler();
        Invoker = new HttpMessageInvoker(handler);
    }

    public Uri Server { get; }

    /// <summary>1.1 or 2.</summary>
    public string Http { get; }

    /// <summary>Its process on this machine; 0 when not known.</summary>
    public int Pid { get; }

    public HttpMessageInvoker Invoker { get; }

    public static Target Of(string kubeconfig, string http, int pid)
    {
        var config = Kubeconfig.Load(kubeconfig).ToClientConfig(TimeProvider.System);
        return new Target(config.Server, config, http, pid);
    }

    /// <summary>The bare endpoint, which needs no credentials.</summary>
    public static Target Of(BareProcess bare, string http) => new(bare.Address, null, http, bare.Pid);

    /// <summary>A further client, so with connections of its own.</summary>
    public HttpMessageInvoker NewInvoker() => new(NewHandler());

    public HttpRequestMessage Request(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(method, new Uri(Server, path))
        {
            Version = Http is "2" ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new(type);
        }

        return request;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker invoker, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (config?.Token is { } token)
        {
            request.Headers.Authorization = new("Bearer", await token.GetAsync(cancellationToken));
        }

        return await invoker.SendAsync(request, cancellationToken);
    }

    public void Dispose() => Invoker.Dispose();

    // trust is not what is measured: the server's certificate is taken as it is
    private SocketsHttpHandler NewHandler()
    {
        X509Certificate2Collection? certificate = config?.ClientCertificate;
        return new SocketsHttpHandler
        {
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, chain, _, _) => chain is not null,
                ClientCertificates = certificate,
                LocalCertificateSelectionCallback = certificate is { Count: > 0 } ? (_, _, _, _, _) => certificate[0] : null,
            },
        };
    }
}
