using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.PodSecurity;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Tests.PodSecurity;

/// <summary>How many pods a stricter namespace looks at, and for how long.</summary>
public sealed class ExistingPodsTests : IAsyncLifetime
{
    private const string Violate = "existing pods in namespace \"default\" violate the new PodSecurity enforce level \"baseline:latest\"";
    private TestCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TestCluster.StartAsync(
        o => o with { Controllers = [Controllers.ServiceAccount] }); // the garbage collector would take pods whose owner is not there

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Warn_AfterASecond_TheRestIsLeft()
    {
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            await MakeAsync(name, "");
        }

        (await WarningsAsync(TimeSpan.FromMilliseconds(400))).ShouldBe(
        [
            "new PodSecurity enforce level only checked against the first 3 of 5 existing pods", Violate, "a (and 2 other pods): host namespaces",
        ]);
    }

    [Fact]
    public async Task Warn_PodsOfOneController_ComeLast()
    {
        const string Owner = ""","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"u","controller":true}]""";
        await MakeAsync("a", Owner);
        await MakeAsync("b", Owner);
        await MakeAsync("c", "");

        (await WarningsAsync(TimeSpan.FromMilliseconds(400))).ShouldBe(
        [
            "new PodSecurity enforce level only checked against the first 2 of 3 existing pods", Violate, "a (and 1 other pod): host namespaces",
        ]);
        (await WarningsAsync(TimeSpan.Zero)).ShouldBe([Violate, "a (and 2 other pods): host namespaces"]);
    }

    [Fact]
    public async Task Warn_AfterThreeThousand_TheRestIsLeft()
    {
        for (var i = 0; i < 3001; i++)
        {
            await MakeAsync($"p{i:d4}", "");
        }

        (await WarningsAsync(TimeSpan.Zero)).ShouldBe(
        [
            "new PodSecurity enforce level only checked against the first 3000 of 3001 existing pods", Violate,
            "p0000 (and 2999 other pods): host namespaces",
        ]);
    }

    private async Task<IReadOnlyList<string>> WarningsAsync(TimeSpan each)
    {
        var warnings = new WarningSink();
        var objects = new LocalObjects(cluster.Catalog, TimeProvider.System, "tests");
        await new ExistingPods(objects, new SecurityChecks(), new StepClock(each))
            .WarnAsync("default", new LevelVersion(SecurityLevel.Baseline), warnings, TestContext.Current.CancellationToken);
        return warnings.Texts;
    }

    private Task MakeAsync(string name, string owners) => cluster.CreateAsync(
        "pods",
        $$$"""{"metadata":{"name":"{{{name}}}"{{{owners}}}},"spec":{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}""",
        "default");

    // Goes on with every look at it.
    private sealed class StepClock(TimeSpan step) : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now += step.Ticks;
    }
}
