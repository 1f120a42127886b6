using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Changes;
using Outrigger.TestKit;

namespace Outrigger.Registry.Tests;

/// <summary>Writes that another writer overtakes, many times in a row.</summary>
public sealed class LostRaceTests
{
    private const int Races = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_WithoutRevision_IsTriedUntilItIsDone(bool isPatch)
    {
        var rival = new Rival();
        await using var registry = await StartAsync(rival);

        var written = isPatch
            ? await registry.MergeAsync("one", """{"data":{"mine":"v"}}""", registry.Context("one") with { FieldManager = "slow" })
            : await registry.PutAsync("one", """{"metadata":{"name":"one"},"data":{"mine":"v"}}""", registry.Context("one") with { FieldManager = "slow" });

        rival.Left.ShouldBe(0);
        JsonNodes.GetString(written.ToTree(), "data", "mine").ShouldBe("v");
    }

    [Fact]
    public async Task Update_OfOneRevision_ConflictsAtTheFirst()
    {
        var rival = new Rival();
        await using var registry = await StartAsync(rival);
        var revision = (await registry.GetAsync("one")).ResourceVersion;

        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync(
            "one", $$$"""{"metadata":{"name":"one","resourceVersion":"{{{revision}}}"},"data":{"mine":"v"}}""", registry.Context("one") with { FieldManager = "slow" }));

        status.Code.ShouldBe(409);
        rival.Left.ShouldBe(Races - 1);
    }

    [Fact]
    public async Task Delete_WithoutRevision_IsTriedUntilItIsDone()
    {
        var rival = new Rival();
        await using var registry = await StartAsync(rival);

        (await registry.DeleteAsync("one", null, registry.Context("one") with { FieldManager = "slow" })).Gone.ShouldBeTrue();

        rival.Left.ShouldBe(0);
    }

    [Fact]
    public async Task Apply_ThatAPluginRefusesAsTaken_IsRefusedOnce()
    {
        var refusal = new Refusal();
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps with { Admission = new AdmissionChain([refusal]) });

        var status = await TestRegistry.RefusalAsync(() => registry.UpdateAsync(
            registry.Context("one") with { FieldManager = "a" },
            ApplyChange.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}}"""u8, force: false)));

        status.Message.ShouldBe("others \"other\" already exists");
        refusal.Asked.ShouldBe(1);
    }

    private static async Task<TestRegistry> StartAsync(Rival rival)
    {
        var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps with { Admission = new AdmissionChain([rival]) });
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");
        rival.Write = n => registry.MergeAsync("one", $$$"""{"data":{"rival":"{{{n}}}"}}""");
        return registry;
    }

    // Writes the object while a slow writer's request is admitted.
    private sealed class Rival : IAdmissionPlugin
    {
        public int Left { get; private set; } = Races;

        public Func<int, Task>? Write { get; set; }

        public string Name => "Rival";

        public bool Handles(AdmissionRequest request) => request.Context.FieldManager is "slow" && Left > 0;

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => await Write!(Left--);
    }

    // Says of another object that its name is taken; a second question ends the test.
    private sealed class Refusal : IAdmissionPlugin
    {
        public int Asked { get; private set; }

        public string Name => "Refusal";

        public bool Handles(AdmissionRequest request) => true;

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
            throw (++Asked > 1 ? new InvalidOperationException("asked again") : ApiErrors.AlreadyExists(new GroupResource("", "others"), "other"));
    }
}
