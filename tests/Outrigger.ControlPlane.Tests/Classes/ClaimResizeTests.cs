using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Classes;

/// <summary>The admission plugin PersistentVolumeClaimResize.</summary>
public sealed class ClaimResizeTests : IAsyncLifetime
{
    private const string Claims = "persistentvolumeclaims";
    private const string Namespace = "default";
    private const string NotResizable =
        "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize";

    private TestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("storageclasses.storage.k8s.io", """{"metadata":{"name":"grows"},"provisioner":"p","allowVolumeExpansion":true}""");
        await cluster.CreateAsync("storageclasses.storage.k8s.io", """{"metadata":{"name":"stays"},"provisioner":"p"}""");
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Update_BoundClaimOfAClassThatAllowsIt_Grows()
    {
        await MakeAsync("grows");

        var grown = await cluster.UpdateAsync(Claims, "c", Grow, Namespace);

        JsonNodes.GetString(grown, "spec", "resources", "requests", "storage").ShouldBe("2Gi");
    }

    [Theory]
    [InlineData("stays", NotResizable)]
    [InlineData("gone", NotResizable)]
    [InlineData("", NotResizable)]
    public async Task Update_BoundClaimOfAnotherClass_IsForbidden(string storageClass, string why)
    {
        await MakeAsync(storageClass);

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(Claims, "c", Grow, Namespace));

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldBe($"persistentvolumeclaims \"c\" is forbidden: {why}");
    }

    [Fact]
    public async Task Update_WithoutGrowing_NeedsNoClass()
    {
        await MakeAsync("stays");

        await cluster.UpdateAsync(Claims, "c", c => c["metadata"]!["labels"] = new JsonObject { ["a"] = "b" }, Namespace);
    }

    private static void Grow(JsonObject claim) => claim["spec"]!["resources"]!["requests"]!["storage"] = "2Gi";

    private async Task MakeAsync(string storageClass)
    {
        await cluster.CreateAsync(
            Claims,
            $$$"""{"metadata":{"name":"c"},"spec":{"storageClassName":"{{{storageClass}}}","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }""",
            Namespace);
        await cluster.UpdateStatusAsync(Claims, "c", c => JsonNodes.Ensure(c, "status")["phase"] = "Bound", Namespace);
    }
}
