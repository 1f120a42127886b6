namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>Somebody who changes the keys of two servers by etcdctl.</summary>
public sealed class ForeignWriterTests(ServerPair pair) : IClassFixture<ServerPair>
{
    private const string Maps = "/outrigger/core/configmaps/default/";

    [Fact]
    public async Task ChangesByEtcdctl_AreSeenByConsistentReadsAndWatchesOfBoth()
    {
        var servers = new[] { pair.Client("a"), pair.Client("b") };
        await servers[0].CreateMapAsync("theirs", "red");
        var watches = new List<Task<List<string>>>();
        foreach (var server in servers)
        {
            watches.Add(server.NextEventsAsync(await server.MapsVersionAsync(), 3));
        }

        var value = (await pair.Etcd.ControlAsync("get", $"{Maps}theirs", "--print-value-only"))[..^1];
        value.ShouldContain("red");
        await pair.Etcd.ControlAsync("put", $"{Maps}theirs", value.Replace("red", "blue", StringComparison.Ordinal));
        foreach (var server in servers)
        {
            (await server.ColorAsync("theirs")).ShouldBe("blue");
        }

        await pair.Etcd.ControlAsync("put", $"{Maps}copied", value.Replace("theirs", "copied", StringComparison.Ordinal));
        foreach (var server in servers)
        {
            (await server.ColorAsync("copied")).ShouldBe("red");
        }

        await pair.Etcd.ControlAsync("del", $"{Maps}theirs");
        foreach (var server in servers)
        {
            (await server.ColorAsync("theirs")).ShouldBeNull();
        }

        foreach (var watch in watches)
        {
            (await watch).ShouldBe(["Modified theirs blue", "Added copied red", "Deleted theirs blue"]);
        }
    }
}
