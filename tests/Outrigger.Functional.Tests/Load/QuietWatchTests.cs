using System.Globalization;
using Outrigger.Client.Configuration;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Load;

/// <summary>Watches of another server's kind that are told nothing for hours must cost the aggregator little memory.</summary>
public sealed class QuietWatchTests : IAsyncLifetime
{
    private const string Widgets = "/apis/custom.example.com/v1/namespaces/default/widgets";
    private const int Watches = 5_000;

    // one for each test: what the connections of the other have left to the process would be counted, too
    private readonly OwnCluster cluster = new();

    public ValueTask InitializeAsync() => cluster.InitializeAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [Trait("category", "full")]
    [InlineData("2.0", 300)]
    [InlineData("1.1", 580)]
    public async Task Watches_FiveThousandQuietOnes_StayBelowTheLimit(string version, int megabytes)
    {
        var token = TestContext.Current.CancellationToken;
        var config = Kubeconfig.Load(cluster.Folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System);
        using var watches = new QuietWatches(config, Version.Parse(version));
        await watches.OpenAsync(Widgets, Watches, token);

        var pid = cluster.ControlPlane.Process.Id;
        var least = long.MaxValue;
        await Eventually.TrueAsync(
            () =>
            {
                least = Math.Min(least, ResidentMegabytes(pid));
                TestContext.Current.TestOutputHelper?.WriteLine($"{ResidentMegabytes(pid)} MB");
                return least <= megabytes;
            },
            $"at most {megabytes} MB resident with {Watches} quiet watches over HTTP/{version}",
            TimeSpan.FromMinutes(2));
    }

    private static long ResidentMegabytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024 / 1_000_000;
    }
}
