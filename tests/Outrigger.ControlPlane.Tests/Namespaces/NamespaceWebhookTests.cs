using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Admission;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;
using Outrigger.Testing;

namespace Outrigger.ControlPlane.Tests.Namespaces;

/// <summary>Namespaces and webhooks that are slow, or refuse what every namespace has.</summary>
public sealed class NamespaceWebhookTests
{
    [Theory]
    [InlineData(HookServer.Mutating)]
    [InlineData(HookServer.Validating)]
    public async Task Create_NamespaceDeletedWhileAWebhookIsAsked_IsRefused(string kind)
    {
        await using var hook = await HookServer.StartAsync();
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(controls: false, clock: clock);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"ns"}}""");
        hook.Instead = async _ =>
        {
            await cluster.DeleteAsync("namespaces", "ns");
            clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        };
        await hook.RegisterAsync(cluster, kind);

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "ns"));

        refused.Status.Message.ShouldBe(
            "configmaps \"a\" is forbidden: unable to create new content in namespace ns because it is being terminated");
        (await cluster.FindAsync("configmaps", "a", "ns")).ShouldBeNull();
    }

    [Fact]
    public async Task DefaultAccount_ThatAWebhookRefused_IsMadeWhenItRefusesNoMore()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Answer = (_, _, response) => (response["allowed"], response["status"]) = (false, new JsonObject { ["code"] = 403 });
        await hook.RegisterAsync(
            cluster, HookServer.Validating, """{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["serviceaccounts"]}""");
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"ns"}}""");
        await Eventually.TrueAsync(() => hook.Asked.Count > 0, "the first try");

        hook.Answer = (_, _, _) => { };

        await Eventually.TrueAsync(async () => await cluster.FindAsync("serviceaccounts", "default", "ns") is not null, "the account");
    }
}
