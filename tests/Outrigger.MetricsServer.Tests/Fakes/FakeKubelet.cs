using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Outrigger.MetricsServer.Tests.Fakes;

/// <summary>A kubelet's HTTPS endpoint that answers as it is told, and remembers who asked.</summary>
internal sealed class FakeKubelet : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> callers = new();
    private volatile Func<HttpContext, Task> answer;

    private FakeKubelet(WebApplication app, Func<HttpContext, Task> answer)
    {
        this.app = app;
        this.answer = answer;
    }

    public Func<HttpContext, Task> Answer
    {
        set => answer = value;
    }

    /// <summary>The path and credentials of each request.</summary>
    public IReadOnlyCollection<string> Callers => callers;

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static Task<FakeKubelet> StartAsync(X509Certificate2 certificate, Func<string> page) => StartAsync(certificate, Text(page));

    public static async Task<FakeKubelet> StartAsync(X509Certificate2 certificate, Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var kubelet = new FakeKubelet(builder.Build(), answer);
        kubelet.app.Run(kubelet.ServeAsync);
        await kubelet.app.StartAsync();
        return kubelet;
    }

    public static Func<HttpContext, Task> Text(Func<string> page) => async context =>
    {
        context.Response.ContentType = "text/plain; version=0.0.4";
        await context.Response.WriteAsync(page());
    };

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        callers.Enqueue($"{context.Request.Path} {context.Request.Headers.Authorization}");
        try
        {
            await answer(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // the caller has gone
        }
    }
}
