using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Fuzz.Tests.Requests;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Memory;

namespace Outrigger.Fuzz.Tests.Hosting;

/// <summary>The whole control plane over a memory store, controllers running; requests enter its pipeline without a socket.</summary>
internal sealed class FuzzServer : IAsyncDisposable
{
    public const string AdminToken = "admin-token";

    /// <summary>May do what RBAC says: next to nothing.</summary>
    public const string AliceToken = "alice-token";

    private const string Tokens = $"{AdminToken},admin,1,system:masters\n{AliceToken},alice,2,\"dev,ops\"\n";

    // A read that is ahead of the server waits this long; in Kubernetes 3 s.
    private static readonly TimeSpan AheadTimeout = TimeSpan.FromMilliseconds(400);

    // Whatever the machine does beside, this long is a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Stack<IAsyncDisposable> owned = new();

    private FuzzServer(ApiServer server, ErrorLog errors)
    {
        Server = server;
        Errors = errors;
    }

    public ApiServer Server { get; }

    public ErrorLog Errors { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FuzzServer> StartAsync(Func<ServingOptions, ServingOptions>? serve = null)
    {
        var time = TimeProvider.System;
        var errors = new ErrorLog();
        var store = new MemoryStore(time);
        var cache = await WatchCache.StartAsync(store, new WatchCacheOptions { AheadTimeout = AheadTimeout, Logger = errors }, Token);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = new ServiceAccountKeys(key.ExportPkcs8PrivateKeyPem());
        var schemas = SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly);
        var catalog = new ResourceCatalog();
        // a mutated number of replicas would be that many pods
        var controllers = Controllers.Available.Except([Controllers.Deployment, Controllers.ReplicaSet], StringComparer.Ordinal);
        var options = new ControlPlaneOptions { Keys = keys, TokenAuthenticators = [StaticTokenFile.Parse(Tokens)], Controllers = [.. controllers] };
        var module = new ControlPlaneModule(cache, catalog, schemas, options, time, errors);
        var parts = new ServerParts
        {
            Catalog = catalog,
            Schemas = schemas,
            Loggers = errors,
            Authenticators = [new BearerTokenAuthenticator(new TokenAuthenticatorUnion(module.TokenAuthenticators))],
            Authorizers = module.Authorizers,
            PathHandlers = module.PathHandlers,
        };
        var serving = new ServingOptions { Shutdown = new() { DrainTimeout = TimeSpan.FromSeconds(1) } };
        var server = ApiServer.Create(parts, serve?.Invoke(serving) ?? serving);
        var self = new KubernetesClient(
            server.CreateInProcessHandler(new UserInfo("system:apiserver", [UserInfo.MastersGroup])), new Uri("https://localhost"), time);
        var result = new FuzzServer(server, errors);
        result.Own(store, cache, new Disposal(keys), server, new Disposal(self), module);
        await module.StartAsync(self, Token);
        module.StartControllers();
        await result.PrepareAsync();
        return result;
    }

    /// <summary>
    /// Answers one request; a watch is ended when it has sent a text, if one is given. What the pipeline throws is thrown here, as it would
    /// reach Kestrel.
    /// </summary>
    public async Task<FuzzAnswer> SendAsync(FuzzRequest request, string? until = null)
    {
        using var exchange = new FuzzExchange(request, until);
        var started = Stopwatch.GetTimestamp();
        var worked = Environment.CpuUsage.TotalTime;
        await Server.Pipeline.InvokeAsync(exchange.Http).WaitAsync(Patience, TimeProvider.System, Token);
        var took = Least(Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - worked);
        return new FuzzAnswer(exchange.StatusCode, exchange.Headers.ContentType.ToString(), await exchange.BodyAsync(), !exchange.WasAborted, took);
    }

    public Task<FuzzAnswer> SendAsync(string method, string target, string body = "", string type = "application/json", string token = AdminToken) =>
        SendAsync(Corpus.Request(method, target, Encoding.UTF8.GetBytes(body), type, token));

    public async ValueTask DisposeAsync()
    {
        while (owned.TryPop(out var one))
        {
            await one.DisposeAsync();
        }
    }

    // A machine that is busy with other things makes nothing slower; waiting is no work.
    private static TimeSpan Least(TimeSpan elapsed, TimeSpan worked) => worked < elapsed ? worked : elapsed;

    private void Own(params IAsyncDisposable[] all)
    {
        foreach (var one in all)
        {
            owned.Push(one);
        }
    }

    // What the requests of the corpus are about.
    private async Task PrepareAsync()
    {
        foreach (var request in Corpus.Preparation)
        {
            var answer = await SendAsync(request);
            for (var i = 0; i < 500 && answer.Code is not (200 or 201); i++)
            {
                // A definition is served a moment after it was made.
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
                answer = await SendAsync(request);
            }

            answer.Code.ShouldBeOneOf([200, 201], $"{request}\n{answer.Text}");
        }
    }

    private sealed class Disposal(IDisposable one) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
