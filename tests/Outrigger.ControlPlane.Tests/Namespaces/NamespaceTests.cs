using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Namespaces;

public sealed class NamespaceTests
{
    [Fact]
    public async Task Create_InMissingNamespace_Is404()
    {
        await using var cluster = await TestCluster.StartAsync();

        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "nowhere"));

        refused.Status.Message.ShouldBe("namespaces \"nowhere\" not found");
    }

    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData("kube-public")]
    public async Task Delete_FirstNamespaces_IsRefused(string name)
    {
        await using var cluster = await TestCluster.StartAsync();

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.DeleteAsync("namespaces", name));

        refused.Status.Message.ShouldBe($"namespaces \"{name}\" is forbidden: this namespace may not be deleted");
    }

    [Fact]
    public async Task Delete_WithContent_DeletesItAndFinishes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"full"}}""");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "full");
        await cluster.CreateAsync(
            "pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "full");

        await cluster.DeleteAsync("namespaces", "full");

        await Eventually.TrueAsync(async () => await cluster.FindAsync("namespaces", "full") is null, "the namespace gone");
        (await cluster.FindAsync("configmaps", "a", "full")).ShouldBeNull();
        (await cluster.FindAsync("pods", "p", "full")).ShouldBeNull();
        (await cluster.FindAsync("serviceaccounts", "default", "full")).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_ContentWithFinalizer_SaysSoAndFinishesAfterIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"held"}}""");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""", "held");
        await cluster.DeleteAsync("namespaces", "held");

        await Eventually.TrueAsync(async () => Message(await cluster.FindAsync("namespaces", "held")) is not null, "the condition");
        Message(await cluster.GetAsync("namespaces", "held")).ShouldBe(
            "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync("configmaps", """{"metadata":{"name":"b"}}""", "held"));
        refused.Status.Message.ShouldBe(
            "configmaps \"b\" is forbidden: unable to create new content in namespace held because it is being terminated");
        refused.Status.Details!.Causes!.Single().ShouldBe(
            new StatusCause("NamespaceTerminating", "namespace held is being terminated", "metadata.namespace"));

        await cluster.UpdateAsync("configmaps", "a", map => ((JsonObject)map["metadata"]!).Remove("finalizers"), "held");
        await Eventually.TrueAsync(async () => await cluster.FindAsync("namespaces", "held") is null, "the namespace gone");
    }

    // T-58 ns-terminating, CVE-2024-7598: what protects pods is there for as long as they are
    [Fact]
    public async Task Delete_PodThatStays_KeepsWhatProtectsIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"ordered"}}""");
        await cluster.CreateAsync("networkpolicies.networking.k8s.io", """{"metadata":{"name":"deny"},"spec":{"podSelector":{}}}""", "ordered");
        await cluster.CreateAsync(
            "pods", """{"metadata":{"name":"p","finalizers":["example.com/hold"]},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "ordered");

        await cluster.DeleteAsync("namespaces", "ordered");

        await Eventually.TrueAsync(async () => Message(await cluster.FindAsync("namespaces", "ordered")) is not null, "the pod told of");
        JsonNodes.GetString(await cluster.GetAsync("pods", "p", "ordered"), "metadata", "deletionTimestamp").ShouldNotBeNull();
        JsonNodes.GetString(await cluster.GetAsync("networkpolicies.networking.k8s.io", "deny", "ordered"), "metadata", "deletionTimestamp").ShouldBeNull();

        await cluster.UpdateAsync("pods", "p", pod => ((JsonObject)pod["metadata"]!).Remove("finalizers"), "ordered");
        await Eventually.TrueAsync(async () => await cluster.FindAsync("namespaces", "ordered") is null, "the namespace gone");
    }

    [Fact]
    public async Task Delete_PodOfANodeThatIsNotThere_GoesWhenItsGraceIsOver()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"bound"}}""");
        await cluster.CreateAsync(
            "pods",
            """{"metadata":{"name":"p"},"spec":{"nodeName":"n","terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"i"}]}}""",
            "bound");

        await cluster.DeleteAsync("namespaces", "bound");

        await Eventually.TrueAsync(async () => await cluster.FindAsync("namespaces", "bound") is null, "the namespace gone");
    }

    private static string? Message(JsonObject? ns) => (JsonNodes.GetArray(ns, "status", "conditions") ?? [])
        .OfType<JsonObject>()
        .Where(c => JsonNodes.GetString(c, "type") == "NamespaceFinalizersRemaining" && JsonNodes.GetString(c, "status") == "True")
        .Select(c => JsonNodes.GetString(c, "message"))
        .SingleOrDefault();
}
