using System.Text;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

/// <summary>A client and a scripted server that trust each other.</summary>
internal sealed class UpstreamHarness : IAsyncDisposable
{
    public const string Name = "api.shop.svc";

    public UpstreamHarness(Func<BackendConnection, Task> script, UpstreamOptions? options = null)
    {
        Backend = new(Pki.Serve(Name), script);
        Client = new(options ?? new(), TimeProvider.System);
        Target = new(Backend.Endpoint, Name, UpstreamTrust.FromBundle(Pki.Bundle), new(Pki.Client("front-proxy-client")));
    }

    public TestPki Pki { get; } = new();

    public ScriptedBackend Backend { get; }

    public UpstreamClient Client { get; }

    public UpstreamTarget Target { get; init; }

    public static UpstreamHarness Answering(Func<BackendConnection, ReceivedRequest, Task> answer) => new(async connection =>
    {
        while (await connection.ReadAsync() is { } request)
        {
            await answer(connection, request);
        }
    });

    public async Task<(int Status, string Body)> SendAsync(UpstreamRequest request)
    {
        await using var response = await Client.SendAsync(Target, request, fresh: false, TestContext.Current.CancellationToken);
        return (response.Head.StatusCode, await ReadAsync(response));
    }

    public Task<(int Status, string Body)> GetAsync(string target = "/x") => SendAsync(new TestRequest("GET", target));

    public static async Task<string> ReadAsync(UpstreamResponse response)
    {
        var all = new List<byte>();
        var buffer = new byte[1000];
        for (int count; (count = await response.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return Encoding.UTF8.GetString([.. all]);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Backend.DisposeAsync();
    }
}
