using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Node;

/// <summary>The JavaScript client, @kubernetes/client-node. What it does stands in client.mjs.</summary>
public sealed class NodeClientTests(SharedCluster cluster)
{
    [Fact]
    public async Task Crud_OfABuiltInKind_AnswersAsTyped() => (await RunAsync("crud")).ShouldBe(
        """{"again":"409 AlreadyExists","stale":"409 Conflict","data":{"a":"c","b":"e"},"created":true,"listed":1,"missing":"404 NotFound"}""");

    [Fact]
    public async Task Crud_OfACustomKind_AnswersAsObjects() => (await RunAsync("custom")).ShouldBe(
        """{"color":"blue","replicas":4,"refused":"422 Invalid","scale":4,"read":4,"listed":1,"missing":"404 NotFound"}""");

    [Fact]
    public async Task Apply_AsAPatch_ConflictsUntilForced() => (await RunAsync("apply")).ShouldBe(
        """{"conflict":"409 Conflict","image":"i:2","managers":["first Apply","second Apply"],"generic":"Apply"}""");

    [Theory, InlineData("informer"), InlineData("custom-informer")]
    public async Task Informer_WhoseConnectionIsCut_GoesOnWhereItWas(string story) => (await RunAsync(story)).ShouldBe(
        """{"lists":1,"names":["kept","live","meanwhile"]}""");

    [Fact]
    public async Task Exec_WithoutARuntime_SaysNotImplemented() => (await RunAsync("exec")).ShouldBe(
        """{"exec":"Unexpected server response: 501","logs":"501 NotImplemented"}""");

    private async Task<string> RunAsync(string story)
    {
        var ns = $"node-{story}";
        await cluster.Client.CreateAsync(
            new ResourcePath(new GroupVersionResource("", "v1", "namespaces")),
            new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = ns } },
            CancellationToken.None);
        var client = TestTools.PathOf(Path.Combine("node", "node_modules", "@kubernetes", "client-node"));
        var node = new CommandRunner("node", "node", new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBECONFIG"] = cluster.Folder.Data.Kubeconfig });
        var answer = await node.RunAsync([Path.Combine(AppContext.BaseDirectory, "Node", "client.mjs"), client, story, ns]);
        return answer.ShouldSucceed().Trim();
    }
}
