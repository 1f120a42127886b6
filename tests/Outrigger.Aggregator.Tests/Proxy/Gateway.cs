using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Http;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Tests.Proxy;

/// <summary>Kestrel in front of a ProxyHandler in front of a scripted extension server; clients speak to it byte by byte.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private const string Name = "api.shop.svc";

    private readonly UpstreamClient client;
    private readonly WebApplication app;
    private readonly LongRequests longRequests = new();

    private Gateway(TestPki pki, IBackend backend, UserInfo user, TimeProvider time)
    {
        client = new(new(), time);
        Backend = backend;
        Certificate = pki.Serve(Name);
        User = user;
        var credential = new UpstreamCredential(pki.Client("front-proxy-client"));
        Model = new("v1.shop.io", new("shop.io", "v1"), true, null, [new(Backend.Endpoint, Name, UpstreamTrust.FromBundle(pki.Bundle), credential)]);
        Proxy = new(client, new(time), time, NullLogger.Instance) { LongRequests = longRequests };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            kestrel.Limits.MaxRequestBodySize = 1000;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public IBackend Backend { get; }

    /// <summary>A certificate of the other server.</summary>
    public X509Certificate2 Certificate { get; }

    public ProxyHandler Proxy { get; }

    public UserInfo User { get; set; }

    public RemoteModel Model { get; set; }

    /// <summary>Does to a request what the pipeline before the proxy would.</summary>
    public Action<RequestContext> Prepare { get; set; } = _ => { };

    public List<ReceivedRequest> Seen { get; } = [];

    /// <summary>What the last request was taken for.</summary>
    public RequestInfo? Info { get; private set; }

    /// <summary>A gateway whose extension server answers every request and remembers it.</summary>
    public static async Task<Gateway> StartAsync(
        Func<BackendConnection, ReceivedRequest, Task>? answer = null, UserInfo? user = null, bool http2 = false)
    {
        Gateway? gateway = null;
        gateway = await StartAsync(
            async connection =>
            {
                while (await connection.ReadAsync() is { } request)
                {
                    gateway!.Seen.Add(request);
                    await (answer?.Invoke(connection, request) ?? connection.AnswerAsync(200, "ok"));
                }
            },
            user,
            http2: http2);
        return gateway;
    }

    public static async Task<Gateway> StartAsync(
        Func<BackendConnection, Task> script, UserInfo? user = null, TimeProvider? time = null, bool http2 = false)
    {
        var pki = new TestPki();
        IBackend backend = http2 ? await BridgedBackend.StartAsync(pki.Serve(Name), script) : new ScriptedBackend(pki.Serve(Name), script);
        var gateway = new Gateway(pki, backend, user ?? new("alice", ["dev", UserInfo.AuthenticatedGroup]), time ?? TimeProvider.System);
        await gateway.app.StartAsync();
        return gateway;
    }

    /// <summary>Adds an endpoint before the others: the first request goes to the next one.</summary>
    public void AddEndpoint(IPEndPoint endpoint)
    {
        var other = Model.Targets[0];
        Model = Model with { Targets = Model.Targets.Insert(0, new(endpoint, other.ServerName, other.Trust, other.Credential)) };
    }

    /// <summary>What a server does first when it stops.</summary>
    public Task DrainAsync() => longRequests.EndAllAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);

    /// <summary>Opens a connection to the gateway.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(address).Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Sends a request (lines joined with CR LF, then the body) and reads all until the gateway closes.</summary>
    public async Task<string> SendAsync(string head, string body = "")
    {
        await using var stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"{head.ReplaceLineEndings("\r\n")}\r\nHost: front\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Sends a request and returns what the extension server saw of it.</summary>
    public async Task<ReceivedRequest> ForwardAsync(string head, string body = "")
    {
        (await SendAsync(head, body)).ShouldStartWith("HTTP/1.1 200");
        return Seen.Last();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
        await Backend.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.Headers["Audit-Id"] = "own";
        try
        {
            var request = new RequestContext(http, RequestInfoParser.Parse(http), "audit-1", DateTimeOffset.UnixEpoch) { User = User };
            Info = request.Info;
            Prepare(request);
            await Proxy.ServeAsync(request, Model);
        }
        catch (StatusException e)
        {
            http.Response.StatusCode = e.Status.Code;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            await StatusWriter.WriteAsync(http, ApiErrors.Timeout("late", 0).Status);
        }
    }
}
