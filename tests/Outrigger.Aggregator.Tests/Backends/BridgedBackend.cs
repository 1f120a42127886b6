using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>
/// Kestrel over HTTP/2. Each request is handed to a script as if it had come over HTTP/1.1 on a connection of its own, and what the
/// script writes is read as HTTP/1.1, so that one script serves tests of both.
/// </summary>
internal sealed class BridgedBackend : IBackend
{
    private readonly ConcurrentDictionary<string, bool> connections = [];
    private readonly WebApplication app;
    private readonly Func<BackendConnection, Task> script;
    private int count;

    private BridgedBackend(X509Certificate2 certificate, Func<BackendConnection, Task> script, Action<KestrelServerLimits> limit)
    {
        this.script = script;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            kestrel.Limits.MaxRequestHeaderCount = 2000;
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestBufferSize = 1 << 21;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            limit(kestrel.Limits);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    ClientCertificateValidation = (_, _, _) => true,
                });
            });
        });
        app = builder.Build();
        app.Run(ServeAsync);
    }

    public IPEndPoint Endpoint { get; private set; } = new(0, 0);

    public int Connections => connections.Count;

    public ConcurrentQueue<Exception> Faults { get; } = [];

    public static async Task<BridgedBackend> StartAsync(
        X509Certificate2 certificate, Func<BackendConnection, Task> script, Action<KestrelServerLimits>? limit = null)
    {
        var backend = new BridgedBackend(certificate, script, limit ?? (_ => { }));
        await backend.app.StartAsync();
        var address = backend.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        backend.Endpoint = new(IPAddress.Loopback, new Uri(address).Port);
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await app.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        connections.TryAdd(http.Connection.Id, true);
        http.Response.Headers.Date = default;
        var (toScript, toUs) = (new Pipe(), new Pipe());
        var connection = new BackendConnection(new DuplexStream(toScript.Reader.AsStream(), toUs.Writer.AsStream()), Interlocked.Increment(ref count))
        {
            ClientName = http.Connection.ClientCertificate?.Subject,
            ServerName = http.Features.Get<ISslStreamFeature>()?.SslStream.TargetHostName,
        };
        var sending = SendAsync(http, toScript.Writer.AsStream());
        var running = RunAsync(connection, toScript.Reader, toUs.Writer);
        try
        {
            await AnswerAsync(http, new UpstreamConnection(null!, null!, toUs.Reader.AsStream()));
        }
        catch (UpstreamException)
        {
            http.Abort();
        }
        finally
        {
            await toUs.Reader.CompleteAsync();
            await toScript.Writer.CompleteAsync();
        }

        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = running;
    }

    private async Task RunAsync(BackendConnection connection, PipeReader input, PipeWriter output)
    {
        try
        {
            await script(connection);
        }
        catch (Exception e)
        {
            Faults.Enqueue(e);
        }

        await input.CompleteAsync();
        await output.CompleteAsync();
    }

    private static async Task SendAsync(HttpContext http, Stream script)
    {
        var request = http.Request;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var isChunked = request.ContentLength is null && http.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody;
        var head = new StringBuilder($"{request.Method} {target} HTTP/1.1\r\n");
        foreach (var (name, values) in request.Headers.Where(one => !one.Key.StartsWith(':')))
        {
            foreach (var value in values)
            {
                head.Append(Canonical(name)).Append(": ").Append(value).Append("\r\n");
            }
        }

        head.Append(isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
        await script.WriteAsync(Encoding.UTF8.GetBytes(head.ToString()));
        var buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer)) > 0;)
        {
            await script.WriteAsync(isChunked ? Encoding.ASCII.GetBytes($"{read:x}\r\n") : []);
            await script.WriteAsync(buffer.AsMemory(0, read));
            await script.WriteAsync(isChunked ? "\r\n"u8.ToArray() : []);
        }

        await script.WriteAsync(isChunked ? "0\r\n\r\n"u8.ToArray() : []);
    }

    private static string Canonical(string name) =>
        string.Join('-', name.Split('-').Select(part => part.Length > 0 && !name.StartsWith("x-remote-extra-", StringComparison.Ordinal) ? char.ToUpperInvariant(part[0]) + part[1..] : part))
            .Replace("x-remote-extra", "X-Remote-Extra", StringComparison.Ordinal);

    private static async Task AnswerAsync(HttpContext http, UpstreamConnection script)
    {
        await script.ReadHeadAsync(1 << 20, null, http.RequestAborted);
        http.Response.StatusCode = script.Head.StatusCode;
        string[] dropped = ["Connection", "Keep-Alive", "Transfer-Encoding", script.Head.Find("Connection") ?? ""];
        foreach (var field in script.Head.Fields.ToArray().Where(field => !dropped.Any(field.Is)))
        {
            http.Response.Headers.Append(field.Name, field.Value);
        }

        var framing = script.Head.FramingFor(http.Request.Method);
        if (framing == BodyFraming.None)
        {
            return;
        }

        var body = ResponseBody.Make(framing, script.Head.ContentLength, script.Reader);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        var buffer = new byte[64 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
