using Outrigger.Server.AutoTls;

namespace Outrigger.Functional.Tests.AutoTls;

/// <summary>Certificates and authorities that follow each other while requests go on.</summary>
public sealed class RotationTests
{
    // the front proxy's certificate must be valid by this clock and by the real one
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow().AddDays(-6));

    // one request or one jump of the clock at a time: requests that are under way would time out
    private readonly SemaphoreSlim turn = new(1);

    private static AutoTlsOptions Options { get; } = new()
    {
        Secret = AutoTlsServers.Model.KeySecret,
        Service = "auto-system/auto-server",
        AuthorityLifetime = TimeSpan.FromDays(7),
        LeafLifetime = TimeSpan.FromDays(7),
    };

    [Fact]
    public async Task Rotation_OfTheAuthorityUnderLoad_LosesNoRequest()
    {
        await using var servers = new AutoTlsServers(time);
        await servers.StartMainAsync();
        await servers.AddAsync(Options);
        await servers.AddAsync(Options);
        await servers.WaitUntilAvailableAsync();
        var first = await servers.ShownAsync(0);
        (await servers.ShownAsync(1)).ShouldBe(first, "replicas share one certificate");

        using var stop = new CancellationTokenSource();
        var answered = 0;
        var load = LoadAsync(servers, () => Interlocked.Increment(ref answered), stop.Token);
        // some minutes after two thirds of its life: a certificate of the new authority is an hour away however slowly the clock's jump is seen
        await MoveAsync(servers, TimeSpan.FromDays(4.68), async () => await servers.AuthoritiesAsync() == 2, "the new authority beside the old one");
        (await servers.ShownAsync(0)).ShouldBe(first);
        await MoveAsync(servers, TimeSpan.FromHours(1.1), async () => await servers.ShownAsync(0) != first && await servers.ShownAsync(1) != first, "a certificate of the new authority");
        await MoveAsync(servers, TimeSpan.FromHours(24.1), async () => await servers.AuthoritiesAsync() == 1, "the new authority alone");
        await servers.WaitUntilAvailableAsync();
        var before = Volatile.Read(ref answered);
        await Eventually.TrueAsync(() => Volatile.Read(ref answered) > before + 1 || load.IsFaulted, "answers after the rotation", TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await load;
        before.ShouldBeGreaterThan(0, "answers during the rotation");
    }

    [Fact]
    public async Task Start_WithoutSecret_KeepsItsKeysAndOwnsTheField()
    {
        await using var servers = new AutoTlsServers(time);
        await servers.StartMainAsync();
        await servers.AddAsync(new AutoTlsOptions { FurtherNames = ["widgets.example.com"] });
        await servers.WaitUntilAvailableAsync();
        var managers = (await servers.ApiServiceAsync())["metadata"]!["managedFields"]!.AsArray();
        var own = managers.Single(m => (string?)m!["manager"] == "auto-server-auto-tls")!;
        own["fieldsV1"]!.ToJsonString().ShouldBe("""{"f:spec":{"f:caBundle":{}}}""");
    }

    [Fact]
    public async Task Start_Register_MakesTheApiServiceWithTheRightsOfTheManifests()
    {
        await using var servers = new AutoTlsServers(time, AutoTlsServers.Model with { Registers = true });
        await servers.StartMainAsync();
        (await servers.FindApiServiceAsync()).ShouldBeNull();
        await servers.AddAsync(Options with { Register = true });
        await servers.WaitUntilAvailableAsync();
        (await servers.AuthoritiesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task CaBundle_ChangedByOthers_IsPutRight()
    {
        await using var servers = new AutoTlsServers(time);
        await servers.StartMainAsync();
        await servers.AddAsync(Options);
        var right = (string)(await servers.ApiServiceAsync())["spec"]!["caBundle"]!;
        var wrong = await servers.ApiServiceAsync();
        wrong["spec"]!["caBundle"] = null;
        await servers.Client.ReplaceAsync(new(new("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.custom.example.com"), wrong, CancellationToken.None);
        await MoveAsync(servers, TimeSpan.FromMinutes(1), async () => (string?)(await servers.ApiServiceAsync())["spec"]!["caBundle"] == right, "the caBundle to be put right");
    }

    // the servers look once a minute of their clock, and one look makes one step
    private async Task MoveAsync(AutoTlsServers servers, TimeSpan by, Func<ValueTask<bool>> reached, string what)
    {
        await AdvanceAsync(by);
        await Eventually.TrueAsync(
            async () =>
            {
                if (await reached())
                {
                    return true;
                }

                await AdvanceAsync(TimeSpan.FromSeconds(10));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
                return false;
            },
            what,
            TimeSpan.FromSeconds(60));
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        await turn.WaitAsync(CancellationToken.None);
        time.Advance(by);
        turn.Release();
    }

    private async Task LoadAsync(AutoTlsServers servers, Action answered, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                await servers.ListAsync();
                answered();
            }
            finally
            {
                turn.Release();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
