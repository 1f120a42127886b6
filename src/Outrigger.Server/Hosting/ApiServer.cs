using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>A running API server: the pipeline behind Kestrel.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly ServerParts parts;
    private readonly ServingOptions serving;
    private readonly WebApplication app;
    private readonly IServer kestrel;
    private readonly CancellationTokenSource background = new();
    private Task following = Task.CompletedTask;
    private Task? stopping;

    private ApiServer(ServerParts parts, ServingOptions serving, WebApplication app, RequestPipeline pipeline)
    {
        this.parts = parts;
        this.serving = serving;
        this.app = app;
        kestrel = app.Services.GetRequiredService<IServer>();
        Pipeline = pipeline;
    }

    /// <summary>What answers every request, whether it comes over the network or from inside the process.</summary>
    public RequestPipeline Pipeline { get; }

    /// <summary>The port it listens on; known once it is started.</summary>
    public int Port { get; private set; }

    /// <summary>Puts a server together; nothing listens yet.</summary>
    public static ApiServer Create(ServerParts parts, ServingOptions serving)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = nameof(Outrigger) });
        builder.Services.AddSingleton(parts.Loggers);
        builder.WebHost.UseKestrelCore();
        if (serving.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => KestrelSettings.Apply(kestrel, serving, TimeProvider.System));
        var app = builder.Build();
        return new ApiServer(parts, serving, app, new RequestPipeline(parts));
    }

    /// <summary>Starts listening. Throws <see cref="IOException"/> with cause and fix when it cannot.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await kestrel.StartAsync(new PipelineApplication(Pipeline), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException(ListenProblem.Of(e, serving.BindAddress, serving.Port), e);
        }

        var addresses = kestrel.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Port = new Uri(addresses.First()).Port;
        following = Task.WhenAll(
            serving.Certificate?.FollowFilesAsync(parts.Clock, parts.Loggers.CreateLogger<ApiServer>(), background.Token) ?? Task.CompletedTask,
            parts.FlowControl?.RunAsync(background.Token) ?? Task.CompletedTask);
    }

    /// <summary>
    /// Stops in order: not ready any more, still serving for the shutdown delay, controllers stop, requests are refused, watches end,
    /// requests under way finish, the listener closes. See <see cref="ServerLifecycle"/>.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken) => stopping ??= StopOnceAsync(cancellationToken);

    /// <summary>A handler for clients inside this process: requests enter the pipeline as <paramref name="user"/>, without a socket.</summary>
    public HttpMessageHandler CreateInProcessHandler(UserInfo user) => new InProcessHandler(Pipeline, user);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await background.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.DisposeAsync().ConfigureAwait(false);
        background.Dispose();

        // else it would go on listening to every meter of the process
        parts.Exporter.Dispose();
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        var logger = parts.Loggers.CreateLogger<ApiServer>();
        await new ServerShutdown(parts.Lifecycle, serving.Shutdown, parts.Clock, logger).RunAsync(kestrel.StopAsync, cancellationToken).ConfigureAwait(false);
        if (parts.Audit is { } audit)
        {
            await audit.DisposeAsync().ConfigureAwait(false);
        }

        await background.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
