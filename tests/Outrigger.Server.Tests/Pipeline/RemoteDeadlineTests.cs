using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.Pipeline;

/// <summary>How long a request may take whose answer comes from another server, which may hang.</summary>
public sealed class RemoteDeadlineTests
{
    private const string Orders = "/apis/shop.io/v1/namespaces/default/orders";

    private readonly FakeTimeProvider clock = new();
    private readonly Hung hung = new();

    [Theory]
    [InlineData(Orders, 60)]
    [InlineData($"{Orders}/one", 60)]
    [InlineData("/apis/shop.io/v1", 60)]
    [InlineData($"{Orders}?timeout=10s", 10)]
    [InlineData($"{Orders}?timeout=2h", 60)]
    public async Task Read_ServerHangs_Is504WhenItsTimeIsOver(string path, int seconds)
    {
        await using var server = await StartAsync();
        var answer = server.GetAsync(path);
        var aborted = await hung.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestServer.Token);

        clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        aborted.IsCancellationRequested.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        var (code, body) = await answer;
        code.ShouldBe(504);
        ((string?)body["reason"]).ShouldBe("Timeout");
    }

    [Theory]
    [InlineData($"{Orders}?watch=1")]
    [InlineData($"{Orders}/one/log")]
    public async Task LongRequest_ServerHangs_HasNoLimit(string path)
    {
        await using var server = await StartAsync();
        using var gone = new CancellationTokenSource();
        var answer = server.Client.SendAsync(TestServer.Get(path), gone.Token);
        var aborted = await hung.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestServer.Token);

        clock.Advance(TimeSpan.FromHours(1));

        aborted.IsCancellationRequested.ShouldBeFalse();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(answer);
    }

    [Fact]
    public async Task Read_TimeoutThatIsNoDuration_Is400()
    {
        await using var server = await StartAsync();

        (await server.GetAsync($"{Orders}?timeout=soon")).Code.ShouldBe(400);
    }

    private async Task<TestServer> StartAsync()
    {
        var server = await TestServer.StartAsync(parts => parts with { Clock = clock });
        server.Catalog.Publish("remote", [new CatalogGroupVersion(new GroupVersion("shop.io", "v1"), 1000, 15) { Remote = hung }]);
        return server;
    }

    /// <summary>Takes a request and never answers it.</summary>
    private sealed class Hung : IRemoteGroupVersion
    {
        private readonly TaskCompletionSource<CancellationToken> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<CancellationToken> Asked => asked.Task;

        public ReadOnlyMemory<byte>? Discovery => null;

        public bool IsStale => false;

        public Task ServeAsync(RequestContext request)
        {
            asked.TrySetResult(request.Aborted);
            return new TaskCompletionSource().Task.WaitAsync(request.Aborted);
        }
    }
}
