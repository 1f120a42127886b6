using System.Text.Json;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Subresources;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

/// <summary>What typed plugins see of the verbs of a store.</summary>
public sealed class TypedAdmissionFlowTests
{
    [Theory]
    [InlineData("v1", """{"apiVersion":"test.example.com/v1","kind":"Box","metadata":{"name":"a"},"spec":{"width":2,"height":3}}""")]
    [InlineData("v1alpha1", """{"apiVersion":"test.example.com/v1alpha1","kind":"Box","metadata":{"name":"a"},"size":"2x3"}""")]
    public async Task Writes_InEitherVersion_AreSeenInThatOfThePlugin(string version, string body)
    {
        var plugin = new AlphaPlugin();
        await using var registry = await TestRegistry.StartAsync(Boxes(plugin));
        var context = registry.Context("a") with { Resource = new("test.example.com", version, "boxes") };

        await registry.CreateAsync(body, context with { Name = "" });
        await registry.MergeAsync("a", """{"metadata":{"labels":{"x":"y"}}}""", context);
        await registry.DeleteAsync("a", null, context);

        plugin.Seen.ShouldBe(
        [
            "mutate Create 2x3 -", "validate Create 2x3 -",
            "mutate Update 2x3 2x3", "validate Update 2x3 2x3",
            "mutate Delete - 2x3", "validate Delete - 2x3",
        ]);
    }

    [Fact]
    public async Task Scale_AskedFor_ShowsTheObjectWithTheNewNumber()
    {
        var plugin = new LimitPlugin();
        await using var registry = await TestRegistry.StartAsync(Gadgets(plugin));
        await registry.CreateAsync("""{"apiVersion":"test.example.com/v1","kind":"Gadget","metadata":{"name":"a"},"spec":{"replicas":2,"image":"abc"}}""");

        await ScaleAsync(registry, 6);
        var refused = await TestRegistry.RefusalAsync(() => ScaleAsync(registry, 50));

        plugin.Seen.ShouldBe(["abc 2 to 6", "abc 6 to 50"]);
        refused.Message.ShouldBe("Gadget.test.example.com \"a\" is invalid: spec.replicas: Invalid value: 50: too many for abc");
        JsonNodes.GetLong((await registry.GetAsync("a")).ToTree(), "spec", "replicas").ShouldBe(6);
    }

    [Fact]
    public async Task Scale_ChangedByAHook_TakesItsNumberAndNothingElse()
    {
        await using var registry = await TestRegistry.StartAsync(Gadgets(new EvenPlugin()));
        await registry.CreateAsync("""{"apiVersion":"test.example.com/v1","kind":"Gadget","metadata":{"name":"a"},"spec":{"replicas":2,"image":"abc"}}""");

        await ScaleAsync(registry, 7);

        var stored = (await registry.GetAsync("a")).ToTree();
        JsonNodes.GetLong(stored, "spec", "replicas").ShouldBe(8);
        JsonNodes.GetString(stored, "spec", "image").ShouldBe("abc");
    }

    [Fact]
    public async Task Options_OfTheKind_AreThoseOfItsPlugins()
    {
        var plugin = new TagPlugin();
        var options = new JsonSerializerOptions(TypedJson.Options) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        await using var registry = await TestRegistry.StartAsync(Model(new TypedOptions<Tag> { Json = options }, plugin));

        await registry.CreateAsync("""{"apiVersion":"test.example.com/v1","kind":"Tag","metadata":{"name":"a"},"spec":{"long_name":"n"}}""");

        plugin.Seen.ShouldBe(["n"]);
        JsonNodes.GetString((await registry.GetAsync("a")).ToTree(), "spec", "long_name").ShouldBe("n2");
    }

    private static ResourceModel Boxes(IAdmissionPlugin plugin) => Model(
        new TypedOptions<Box>
        {
            Versions =
            [
                new TypedVersionOf<BoxV1Alpha1, Box>(
                    old => new Box { Spec = new BoxSpec { Width = old.Size[0] - '0', Height = old.Size[2] - '0', Note = old.Note } },
                    box => new BoxV1Alpha1 { Size = $"{box.Spec.Width}x{box.Spec.Height}", Note = box.Spec.Note }),
            ],
        },
        plugin);

    private static ResourceModel Gadgets(IAdmissionPlugin plugin) => Model(new TypedOptions<Gadget>(), plugin);

    private static ResourceModel Model<T>(TypedOptions<T> options, IAdmissionPlugin plugin)
        where T : class =>
        TypedResource.Model(options, CustomMetadata.ObjectMeta, new AdmissionChain([plugin]), TimeProvider.System);

    private static async Task ScaleAsync(TestRegistry registry, int replicas) => await new ScaleStore(registry.Store).UpdateAsync(
        registry.Context("a") with { Subresource = "scale" },
        PatchChange.Merge(System.Text.Encoding.UTF8.GetBytes($$$"""{"spec":{"replicas":{{{replicas}}}}}""")),
        TestRegistry.Token);

    private sealed class AlphaPlugin : TypedAdmission<BoxV1Alpha1>
    {
        public List<string> Seen { get; } = [];

        public override bool Handles(AdmissionOperation operation, string subresource) => true;

        public override ValueTask MutateAsync(TypedAdmissionRequest<BoxV1Alpha1> request, CancellationToken cancellationToken) => See("mutate", request);

        public override ValueTask ValidateAsync(TypedAdmissionRequest<BoxV1Alpha1> request, FieldErrors errors, CancellationToken cancellationToken) =>
            See("validate", request);

        private ValueTask See(string hook, TypedAdmissionRequest<BoxV1Alpha1> request)
        {
            Seen.Add($"{hook} {request.Operation} {request.Object?.Size ?? "-"} {request.OldObject?.Size ?? "-"}");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class LimitPlugin : TypedAdmission<Gadget>
    {
        public List<string> Seen { get; } = [];

        public override bool Handles(AdmissionOperation operation, string subresource) => subresource is "scale";

        public override ValueTask ValidateAsync(TypedAdmissionRequest<Gadget> request, FieldErrors errors, CancellationToken cancellationToken)
        {
            var spec = request.Object!.Spec;
            Seen.Add($"{spec.Image} {request.OldObject!.Spec.Replicas} to {spec.Replicas}");
            if (spec.Replicas > 10)
            {
                errors.Invalid("spec.replicas", spec.Replicas, $"too many for {spec.Image}");
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class EvenPlugin : TypedAdmission<Gadget>
    {
        public override bool Handles(AdmissionOperation operation, string subresource) => subresource is "scale";

        public override ValueTask MutateAsync(TypedAdmissionRequest<Gadget> request, CancellationToken cancellationToken)
        {
            request.Object!.Spec.Replicas += request.Object.Spec.Replicas % 2;
            request.Object.Spec.Image = "other";
            return ValueTask.CompletedTask;
        }
    }

    private sealed class TagPlugin : TypedAdmission<Tag>
    {
        public List<string> Seen { get; } = [];

        public override ValueTask MutateAsync(TypedAdmissionRequest<Tag> request, CancellationToken cancellationToken)
        {
            Seen.Add(request.Object!.Spec.LongName);
            request.Object.Spec.LongName += "2";
            return ValueTask.CompletedTask;
        }
    }
}

[KubernetesResource(Group = "test.example.com", Version = "v1")]
public sealed class Tag
{
    public TagSpec Spec { get; set; } = new();
}

public sealed class TagSpec
{
    public string LongName { get; set; } = "";
}
