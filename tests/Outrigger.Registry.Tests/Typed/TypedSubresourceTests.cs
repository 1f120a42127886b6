using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Typed;
using Outrigger.Registry.Typed.Subresources;

namespace Outrigger.Registry.Tests.Typed;

/// <summary>Subresources of a kind's own: what they are sent, what they change, what they refuse.</summary>
public sealed class TypedSubresourceTests
{
    private const string Start = """{"apiVersion":"test.example.com/v1","kind":"EngineStart","spec":{"gear":2}}""";

    [Fact]
    public async Task Action_ChangesTheObject_AndAnswersItsBody()
    {
        await using var registry = await StartAsync();

        var answer = await PostAsync(registry, Start);

        ObjectWriter.ToText(answer["status"]).ShouldBe("""{"from":"ABC","by":"system:anonymous"}""");
        ObjectWriter.ToText(answer["metadata"]).ShouldBe("""{"name":"a","namespace":"default"}""");
        var stored = (await registry.GetAsync("a")).ToTree();
        ObjectWriter.ToText(stored["spec"]).ShouldBe("""{"name":"GEAR"}""");
        ObjectWriter.ToText(stored["status"]).ShouldBe("""{"phase":"Started"}""");
        JsonNodes.GetLong(stored, "metadata", "generation").ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"apiVersion":"test.example.com/v1","kind":"EngineStart","spec":{"gear":9}}""", 422, "spec.gear: Invalid value: 9")]
    [InlineData("""{"apiVersion":"test.example.com/v1","kind":"EngineStart"}""", 422, "spec: Required value")]
    [InlineData("""{"apiVersion":"test.example.com/v1","kind":"Engine","spec":{"gear":1}}""", 422, "must be EngineStart")]
    [InlineData("""{"apiVersion":"test.example.com/v1","kind":"EngineStart","metadata":{"name":"b"},"spec":{"gear":1}}""", 400, "does not match the name on the URL (a)")]
    [InlineData("""{"apiVersion":"test.example.com/v1","kind":"EngineStart","metadata":{"namespace":"b"},"spec":{"gear":1}}""", 400, "does not match the namespace")]
    [InlineData("""{"apiVersion":"test.example.com/v1","kind":"EngineStart","spec":{"gear":5}}""", 403, "gear 5 is not for everybody")]
    public async Task Action_OfABodyThatIsNone_IsRefused(string body, int code, string why)
    {
        await using var registry = await StartAsync();

        var refused = await TestRegistry.RefusalAsync(() => PostAsync(registry, body));

        refused.Code.ShouldBe(code);
        refused.Message.ShouldContain(why);
        ObjectWriter.ToText((await registry.GetAsync("a")).ToTree()["spec"]).ShouldBe("""{"name":"ABC"}""");
    }

    [Fact]
    public async Task Action_OfAnObjectThatIsNotThere_IsNotFound()
    {
        await using var registry = await StartAsync();

        (await TestRegistry.RefusalAsync(() => PostAsync(registry, Start, registry.Context("none")))).Message.ShouldBe("engines.test.example.com \"none\" not found");
    }

    [Fact]
    public async Task DryRun_OfAnAction_ChangesNothing()
    {
        await using var registry = await StartAsync();

        await PostAsync(registry, Start, registry.Context("a") with { DryRun = true });

        ObjectWriter.ToText((await registry.GetAsync("a")).ToTree()["spec"]).ShouldBe("""{"name":"ABC"}""");
    }

    [Fact]
    public async Task View_ShowsTheObject_AndIsWrittenIntoIt()
    {
        await using var registry = await StartAsync();
        var before = await ViewAsync(registry);
        ObjectWriter.ToText(before["spec"]).ShouldBe("""{"letters":3}""");

        var after = await WriteAsync(registry, PatchChange.Merge("""{"spec":{"letters":2}}"""u8));

        ObjectWriter.ToText(after["spec"]).ShouldBe("""{"letters":2}""");
        var stored = (await registry.GetAsync("a")).ToTree();
        ObjectWriter.ToText(stored["spec"]).ShouldBe("""{"name":"AB"}""");
        JsonNodes.GetString(after, "metadata", "resourceVersion").ShouldBe(JsonNodes.GetString(stored, "metadata", "resourceVersion"));
        JsonNodes.GetString(after, "metadata", "uid").ShouldBe(JsonNodes.GetString(stored, "metadata", "uid"));
    }

    [Fact]
    public async Task View_OfAnOldVersion_IsNotWritten()
    {
        await using var registry = await StartAsync();
        var before = await ViewAsync(registry);
        await registry.MergeAsync("a", """{"spec":{"name":"ABCD"}}""");
        before["spec"]!["letters"] = 1;

        (await TestRegistry.RefusalAsync(() => WriteAsync(registry, new ReplaceChange(before)))).Code.ShouldBe(409);
        (await TestRegistry.RefusalAsync(() => WriteAsync(registry, PatchChange.Merge("""{"metadata":{"resourceVersion":"1"},"spec":{"letters":1}}"""u8)))).Code.ShouldBe(409);
        (await TestRegistry.RefusalAsync(() => WriteAsync(registry, PatchChange.Merge("""{"spec":{"letters":-1}}"""u8)))).Code.ShouldBe(422);
        (await TestRegistry.RefusalAsync(() => WriteAsync(registry, ApplyChange.Parse("{}"u8.ToArray(), force: false)))).Code.ShouldBe(415);
    }

    [Fact]
    public async Task Writes_OfAViewAtTheSameTime_AllArrive()
    {
        await using var registry = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(registry, Label(i)), TestRegistry.Token)));

        ((JsonObject)(await registry.GetAsync("a")).ToTree()["metadata"]!["labels"]!).Count.ShouldBe(8);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("Start")]
    [InlineData("")]
    public void Name_ThatIsNone_IsRefused(string name) => Should.Throw<ArgumentException>(() => new Starting(name));

    [Fact]
    public void Name_ThatIsGivenTwice_IsRefused() => Should.Throw<TypedSchemaException>(() => Model(new Starting("start"), new Starting("start")))
        .Message.ShouldContain("the subresource start is given twice");

    private static Outrigger.Registry.Models.ResourceModel Model(params IReadOnlyList<TypedSubresource<Engine>> subresources) => TypedResource.Model(
        new TypedOptions<Engine> { Subresources = subresources }, CustomMetadata.ObjectMeta, new AdmissionChain([new NoFifthGear()]), TimeProvider.System);

    private static async Task<TestRegistry> StartAsync()
    {
        var registry = await TestRegistry.StartAsync(Model(new Starting("start"), new Length()));
        await registry.CreateAsync("""{"apiVersion":"test.example.com/v1","kind":"Engine","metadata":{"name":"a"},"spec":{"name":"ABC"}}""");
        return registry;
    }

    private static PatchChange Label(int i) => PatchChange.Merge(Encoding.UTF8.GetBytes($$"""{"metadata":{"labels":{"l{{i}}":"x"} } }"""));

    private static ResourceVerbs Verbs(TestRegistry registry, string name) => registry.Registration.Versions[0].Subresources[name].Verbs;

    private static async Task<JsonObject> PostAsync(TestRegistry registry, string body, OperationContext? context = null)
    {
        var asked = (context ?? registry.Context("a")) with { Subresource = "start" };
        return (await Verbs(registry, "start").Create!.CreateAsync(asked, TestRegistry.Parse(body), TestRegistry.Token)).ToTree();
    }

    private static async Task<JsonObject> ViewAsync(TestRegistry registry) =>
        (await Verbs(registry, "length").Get!.GetAsync(registry.Context("a") with { Subresource = "length" }, "", TestRegistry.Token)).ToTree();

    private static async Task<JsonObject> WriteAsync(TestRegistry registry, IObjectChange change) =>
        (await Verbs(registry, "length").Update!.UpdateAsync(registry.Context("a") with { Subresource = "length" }, change, TestRegistry.Token)).Object.ToTree();

    private sealed class Starting(string name) : TypedAction<Engine, EngineStart>(name)
    {
        public override async ValueTask<EngineStart> RunAsync(TypedActionRequest<Engine, EngineStart> request, CancellationToken cancellationToken)
        {
            await request.UpdateAsync(engine => engine.Spec.Name = "GEAR", cancellationToken);
            await request.UpdateStatusAsync(engine => engine.Status = new EngineStatus { Phase = "Started" }, cancellationToken);
            return new EngineStart { Spec = request.Body.Spec, Status = new EngineStartStatus { From = request.Object.Spec.Name, By = request.User.Name } };
        }
    }

    private sealed class Length() : TypedWritableView<Engine, EngineLength>("length")
    {
        public override ValueTask<EngineLength> GetAsync(Engine obj, CancellationToken cancellationToken) =>
            new(new EngineLength { Metadata = new ObjectMeta { Labels = obj.Metadata?.Labels }, Spec = new EngineLengthSpec { Letters = obj.Spec.Name!.Length } });

        public override void Apply(EngineLength view, Engine obj)
        {
            obj.Spec.Name = obj.Spec.Name![..view.Spec.Letters];
            obj.Metadata!.Labels = view.Metadata.Labels;
        }
    }

    private sealed class NoFifthGear : IAdmissionPlugin
    {
        public string Name => nameof(NoFifthGear);

        public bool Handles(AdmissionRequest request) => request.Context.Subresource is "start" && request.Operation == AdmissionOperation.Create;

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => JsonNodes.GetLong(request.Object, "spec", "gear") == 5
            ? throw ApiErrors.Forbidden(request.Context.Resource.GroupResource, request.Context.Name, "gear 5 is not for everybody")
            : ValueTask.CompletedTask;
    }
}

[KubernetesResource(Group = "test.example.com", Version = "v1")]
public sealed class EngineStart
{
    [Required]
    public EngineStartSpec? Spec { get; set; }

    public EngineStartStatus? Status { get; set; }
}

public sealed class EngineStartSpec
{
    [Range(1, 6)]
    public int Gear { get; set; }
}

public sealed class EngineStartStatus
{
    public string? From { get; set; }

    public string? By { get; set; }
}

[KubernetesResource(Group = "test.example.com", Version = "v1")]
public sealed class EngineLength
{
    public ObjectMeta Metadata { get; set; } = new();

    public EngineLengthSpec Spec { get; set; } = new();
}

public sealed class EngineLengthSpec
{
    [Range(0, 100)]
    public int Letters { get; set; }
}
