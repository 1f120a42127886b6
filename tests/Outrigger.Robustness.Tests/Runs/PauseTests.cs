using System.Text.Json.Nodes;
using Outrigger.Robustness.Tests.Serving;
using Outrigger.Robustness.Tests.Workloads;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Robustness.Tests.Runs;

/// <summary>A server that stood still (T-80): what it says to whoever asks afterwards is not of before.</summary>
public sealed class PauseTests
{
    private const int Readers = 8;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public Task Server_ThatStoodStill_ReadsWhatAnotherWroteMeanwhile() => RunAsync(TimeSpan.FromSeconds(1), rounds: 4);

    [Fact, Trait("category", "full")]
    public Task Server_ThatStoodStillForLong_ReadsWhatAnotherWroteMeanwhile() => RunAsync(TimeSpan.FromSeconds(30), rounds: 3);

    private static async Task RunAsync(TimeSpan still, int rounds)
    {
        using var etcd = await EtcdCluster.StartAsync();
        await using var stopped = new ServerProcess(new ServerSettings { Etcd = etcd.Urls });
        await using var other = new ServerProcess(new ServerSettings { Etcd = etcd.Urls });
        await stopped.StartAsync();
        await other.StartAsync();
        using var late = new Api([stopped]);
        using var writer = new Api([other]);
        (await writer.SendAsync(HttpMethod.Post, "", "", Body("0"), None)).Code.ShouldBe(201);
        await Eventually.TrueAsync(async () => await ReadAsync(late) == "0", "the first one");
        for (var round = 1; round <= rounds; round++)
        {
            // reads that are under way when it stops have begun before the writes: what they say is not judged
            var early = Enumerable.Range(0, Readers).Select(_ => ReadAsync(late)).ToList();
            stopped.Pause();
            for (var i = 0; i < 10; i++)
            {
                (await writer.SendAsync(HttpMethod.Patch, "one", "", Body($"{round}.{i}"), None)).Code.ShouldBe(200);
            }

            await Task.Delay(still, TimeProvider.System, None);
            var reads = Enumerable.Range(0, Readers).Select(_ => ReadAsync(late)).ToList();
            stopped.Resume();

            (await Task.WhenAll(reads)).ShouldAllBe(v => v == null || v == $"{round}.9");
            await Eventually.TrueAsync(async () => await ReadAsync(late) is { } value && (value == $"{round}.9" ? true : throw new InvalidDataException(value)), "a read");
            await Task.WhenAll(early);
        }
    }

    /// <summary>What a consistent read says; null when it gets no answer in time.</summary>
    private static async Task<string?> ReadAsync(Api api) =>
        await api.SendAsync(HttpMethod.Get, "one", "", null, None) is (200, { } body) ? Api.Parse(body)!.Value : null;

    private static JsonObject Body(string value) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "one" }, ["data"] = new JsonObject { ["value"] = value },
    };
}
