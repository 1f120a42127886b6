using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class EphemeralContainerTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("""{"name":"d"}""", "spec.ephemeralContainers[0].image|FieldValueRequired|Required value")]
    [InlineData("""{"image":"i"}""", "spec.ephemeralContainers[0].name|FieldValueRequired|Required value")]
    [InlineData("""{"name":"d","image":"i "}""", "spec.ephemeralContainers[0].image|FieldValueInvalid|Invalid value: \"i \": must not have leading or trailing whitespace")]
    [InlineData("""{"name":"c","image":"i"}""", "spec.ephemeralContainers[0].name|FieldValueDuplicate|Duplicate value: \"c\"")]
    [InlineData("""{"name":"d","image":"i","targetContainerName":"x"}""", "spec.ephemeralContainers[0].targetContainerName|FieldValueNotFound|Not found: \"x\"")]
    [InlineData("""{"name":"d","image":"i","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1"}}}""", "spec.ephemeralContainers[0].ports|FieldValueForbidden|Forbidden: cannot be set for an Ephemeral Container", "spec.ephemeralContainers[0].resources|FieldValueForbidden|Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"d","image":"i","livenessProbe":{"exec":{"command":["a"]}},"lifecycle":{}}""", "spec.ephemeralContainers[0].livenessProbe|FieldValueForbidden|Forbidden: cannot be set for an Ephemeral Container", "spec.ephemeralContainers[0].lifecycle|FieldValueForbidden|Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"d","image":"i","volumeMounts":[{"name":"v","mountPath":"/v","subPath":"a"}]}""", "spec.ephemeralContainers[0].volumeMounts[0].subPath|FieldValueForbidden|Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"d","image":"i","volumeMounts":[{"name":"w","mountPath":"/v"}]}""", "spec.ephemeralContainers[0].volumeMounts[0].name|FieldValueNotFound|Not found: \"w\"")]
    public async Task Add_Faulty_IsRefused(string container, params string[] causes)
    {
        var pod = await PodAsync();

        var refused = await Should.ThrowAsync<StatusException>(() => DebugAsync(pod, JsonNode.Parse(container)!));

        Faults.Of(refused).ShouldBe(causes);
    }

    [Fact]
    public async Task Add_ThenChangeOrRemove_IsRefused()
    {
        var pod = await PodAsync();
        await DebugAsync(pod, JsonNode.Parse("""{"name":"d","image":"i","targetContainerName":"c","volumeMounts":[{"name":"v","mountPath":"/v"}]}""")!);

        var changed = await Should.ThrowAsync<StatusException>(
            () => UpdateAsync(pod, spec => spec["ephemeralContainers"]![0]!["command"] = new JsonArray("sh")));
        var removed = await Should.ThrowAsync<StatusException>(() => UpdateAsync(pod, spec => spec.Remove("ephemeralContainers")));
        var doubled = await Should.ThrowAsync<StatusException>(() => UpdateAsync(
            pod, spec => spec["ephemeralContainers"]!.AsArray().Add(spec["ephemeralContainers"]![0]!.DeepClone())));

        Faults.Of(changed).ShouldBe(["spec.ephemeralContainers|FieldValueForbidden|Forbidden: existing ephemeral containers \"d\" may not be changed\n"]);
        Faults.Of(removed).ShouldBe(["spec.ephemeralContainers|FieldValueForbidden|Forbidden: existing ephemeral containers \"d\" may not be removed\n"]);
        Faults.Of(doubled).ShouldBe(["spec.ephemeralContainers[1].name|FieldValueDuplicate|Duplicate value: \"d\""]);
    }

    [Fact]
    public void Add_ToStaticPod_IsRefusedAlone()
    {
        var pod = (JsonObject)JsonNode.Parse("""{"metadata":{"annotations":{"kubernetes.io/config.mirror":"a"}},"spec":{}}""")!;
        var errors = new List<FieldError> { new(FieldErrorType.Required, "spec.containers", null, "") };

        EphemeralContainerRules.CheckUpdate(pod, pod, errors);

        errors.ShouldHaveSingleItem().Detail.ShouldBe("static pods do not support ephemeral containers");
    }

    [Fact]
    public async Task Create_WithOne_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            "pods",
            """{"metadata":{"name":"early"},"spec":{"containers":[{"name":"c","image":"i"}],"ephemeralContainers":[{"name":"d","image":"i"}]}}""",
            "default"));

        Faults.Of(refused).ShouldBe(["spec.ephemeralContainers|FieldValueForbidden|Forbidden: cannot be set on create"]);
    }

    private async Task<string> PodAsync()
    {
        var pod = await cluster.CreateAsync(
            "pods",
            """{"metadata":{"generateName":"debugged-"},"spec":{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v"}]}}""",
            "default");
        return pod["metadata"]!["name"]!.GetValue<string>();
    }

    private Task DebugAsync(string pod, JsonNode container) =>
        UpdateAsync(pod, spec => spec["ephemeralContainers"] = new JsonArray(container));

    private Task UpdateAsync(string pod, Action<JsonObject> edit) =>
        cluster.UpdateAsync("pods", pod, p => edit(p["spec"]!.AsObject()), "default", subresource: "ephemeralcontainers");
}
