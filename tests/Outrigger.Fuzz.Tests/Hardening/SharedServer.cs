using Outrigger.Fuzz.Tests.Hosting;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>One server for the tests of a class.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private const string Harmless = "/api/v1/namespaces/default/configmaps/two";

    internal FuzzServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await FuzzServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Sends it: the answer must be in order, within so many seconds and bytes of memory, and the server must live on.</summary>
    internal async Task<FuzzAnswer> MeasureAsync(HostileCase hostile, long memory, ITestOutputHelper output, int seconds = 1)
    {
        hostile.Request.Body.Length.ShouldBeLessThanOrEqualTo(HostileBodies.Limit);
        await Server.SendAsync("GET", Harmless);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var answer = await Server.SendAsync(hostile.Request);

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        output.WriteLine($"{hostile}: {answer.Code} in {answer.Took.TotalMilliseconds:0} ms, {allocated >> 10} KiB allocated: {answer.Text}");
        AnswerRules.Broken(hostile.Request, answer).ShouldBeNull(answer.Text);
        answer.Took.ShouldBeLessThan(TimeSpan.FromSeconds(seconds));
        allocated.ShouldBeLessThan(memory);
        (await Server.SendAsync("GET", Harmless)).Code.ShouldBe(200);
        Server.Errors.Take().ShouldBeEmpty();
        return answer;
    }
}
