using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class TypedStatusTests
{
    [Fact]
    public async Task Status_PatchedInAnotherVersion_ShowsTheConversionNoUncheckedSpec()
    {
        var model = TypedResource.Model(
            new TypedOptions<Engine>
            {
                Versions =
                [
                    new TypedVersionOf<EngineV1Beta1, Engine>(
                        old => new Engine { Spec = new EngineSpec { Name = old.Spec.Name!.ToUpperInvariant() }, Status = old.Status },
                        engine => new EngineV1Beta1 { Spec = new EngineSpec { Name = engine.Spec.Name!.ToLowerInvariant() }, Status = engine.Status }),
                ],
            },
            CustomMetadata.ObjectMeta,
            AdmissionChain.None,
            TimeProvider.System);
        await using var registry = await TestRegistry.StartAsync(model);
        await registry.CreateAsync("""{"apiVersion":"test.example.com/v1","kind":"Engine","metadata":{"name":"a"},"spec":{"name":"ABC"}}""");
        var context = registry.Context("a") with { Resource = new("test.example.com", "v1beta1", "engines"), Subresource = "status" };

        await registry.MergeAsync("a", """{"spec":{"name":null},"status":{"phase":"Up"}}""", context);

        var stored = (await registry.GetAsync("a")).ToTree();
        ObjectWriter.ToText(stored["spec"]).ShouldBe("""{"name":"ABC"}""");
        ObjectWriter.ToText(stored["status"]).ShouldBe("""{"phase":"Up"}""");
    }
}

[KubernetesResource(Group = "test.example.com", Version = "v1")]
public sealed class Engine
{
    public ObjectMeta? Metadata { get; set; }

    public EngineSpec Spec { get; set; } = new();

    public EngineStatus? Status { get; set; }
}

[KubernetesResource(Group = "test.example.com", Version = "v1beta1", Kind = "Engine")]
public sealed class EngineV1Beta1
{
    public ObjectMeta? Metadata { get; set; }

    public EngineSpec Spec { get; set; } = new();

    public EngineStatus? Status { get; set; }
}

public sealed class EngineSpec
{
    [System.ComponentModel.DataAnnotations.Required]
    public string? Name { get; set; }
}

public sealed class EngineStatus
{
    public string? Phase { get; set; }
}
