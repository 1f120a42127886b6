using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.Tests.Audit;

/// <summary>Takes what an audit webhook is sent, or fails as often as it is told to.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonObject> bodies = new();
    private readonly WebApplication app;

    private WebhookReceiver(WebApplication app) => this.app = app;

    /// <summary>The bodies of all tries.</summary>
    public IReadOnlyCollection<JsonObject> Bodies => bodies;

    public int Failures { get; set; }

    /// <summary>Whether its answers have a head and no end.</summary>
    public bool IsEndless { get; set; }

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestServer.Token);
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        bodies.Enqueue(ObjectReader.Read(body.ToArray()));
        http.Response.StatusCode = http.Request.Path == "/events" && Failures-- <= 0 ? 200 : 500;
        if (IsEndless)
        {
            await http.Response.Body.FlushAsync(http.RequestAborted);
            var gone = new TaskCompletionSource();
            await using var aborted = http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        }
    }
}
