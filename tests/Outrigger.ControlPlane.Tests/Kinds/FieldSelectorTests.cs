using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class FieldSelectorTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("nodes", "metadata.namespace=x", "field label not supported: metadata.namespace")]
    [InlineData("namespaces", "metadata.namespace=x", "field label not supported: metadata.namespace")]
    [InlineData("namespaces", "name=x", "field label not supported: name")]
    [InlineData("certificatesigningrequests.certificates.k8s.io", "metadata.namespace!=x", "field label not supported: metadata.namespace")]
    [InlineData(
        "resourceslices.resource.k8s.io",
        "metadata.namespace=x",
        "field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: metadata.namespace")]
    [InlineData(
        "replicasets.apps",
        "status.replicas=0",
        "\"status.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("jobs.batch", "spec.x=0", "field label \"spec.x\" not supported for Job")]
    [InlineData("pods", "spec.hosts=a", "field label not supported: spec.hosts")]
    public async Task List_UnknownField_IsRefusedInTheWordsOfTheKind(string resource, string fields, string message)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.ListAsync(resource, "", fields));

        refused.Status.Code.ShouldBe(400);
        refused.Status.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("clusterroles.rbac.authorization.k8s.io", "metadata.namespace=x")]
    [InlineData("persistentvolumes", "metadata.namespace=x")]
    [InlineData("replicationcontrollers", "metadata.namespace=x,status.replicas=0")]
    [InlineData("services", "metadata.namespace=x,spec.clusterIP=None,spec.type=NodePort")]
    [InlineData("jobs.batch", "metadata.namespace=x,status.successful=0")]
    public async Task List_KnownField_IsTaken(string resource, string fields) =>
        (await cluster.ListAsync(resource, "", fields)).ShouldBeEmpty();

    [Theory]
    [InlineData("spec.host=chosen", 1)]
    [InlineData("spec.host!=chosen", 0)]
    [InlineData("spec.nodeName=chosen", 1)]
    public async Task List_HostOfPod_IsItsNode(string fields, int expected)
    {
        var name = $"hosted-{Guid.NewGuid():n}";
        await cluster.CreateAsync(
            "pods", $$"""{"metadata":{"name":"{{name}}"},"spec":{"nodeName":"chosen","containers":[{"name":"a","image":"i"}] } }""", "default");

        var found = await cluster.ListAsync("pods", "default", $"{fields},metadata.name={name}");

        found.Count.ShouldBe(expected);
    }
}
