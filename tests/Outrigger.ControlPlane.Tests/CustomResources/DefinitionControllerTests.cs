using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;
using static Outrigger.ControlPlane.Tests.CustomResources.CustomCluster;

namespace Outrigger.ControlPlane.Tests.CustomResources;

public sealed class DefinitionControllerTests
{
    private const string Color = """{"color":{"type":"string"}}""";

    [Fact]
    public async Task TwoThatWaitForNames_LetTheControllerRest_AndGetThemLater()
    {
        var leader = new CountingLeader(isLeading: true);
        await using var cluster = await TestCluster.StartAsync(o => o with { Leadership = leader });
        await cluster.DefineAsync(Crd("firsts", "Gadget", Version("v1", Color)));

        foreach (var plural in new[] { "seconds", "thirds" })
        {
            await cluster.CreateAsync(Definitions, Crd(plural, "Gadget", Version("v1", Color)));
            await Eventually.TrueAsync(async () => await AcceptedAsync(cluster, plural) == "False", $"{plural} refused");
        }

        var (last, same) = (0, 0);
        await Eventually.TrueAsync(
            () =>
            {
                (last, same) = (leader.Count, leader.Count == last ? same + 1 : 0);
                return same == 20;
            },
            "the controller at rest");
        await cluster.DeleteAsync(Definitions, "firsts.example.com");
        await Eventually.TrueAsync(
            async () => await AcceptedAsync(cluster, "seconds") == "True" || await AcceptedAsync(cluster, "thirds") == "True", "the name of the first");
    }

    [Fact]
    public async Task ProtectedGroup_WhereAnotherServerLeads_IsLeftToThatOne()
    {
        var leader = new CountingLeader(isLeading: false);
        var logs = new EveryLog();
        await using var cluster = await TestCluster.StartAsync(o => o with { Leadership = leader }, logs: logs);
        foreach (var group in new[] { "example.k8s.io", "example.org" })
        {
            var before = leader.Count;
            var crd = (JsonObject)JsonNode.Parse(Gadgets(Version("v1", Color)).Replace("example.com", group))!;
            crd["metadata"]!["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = "unapproved" };
            await cluster.CreateAsync(Definitions, crd.ToJsonString());
            await Eventually.TrueAsync(() => leader.Count > before, "a look at it");
        }

        logs.Text.ShouldNotContain("example.k8s.io");
    }

    private static async Task<string?> AcceptedAsync(TestCluster cluster, string plural)
    {
        var conditions = (await cluster.GetAsync(Definitions, $"{plural}.example.com"))["status"]?["conditions"]?.AsArray();
        return (string?)conditions?.SingleOrDefault(c => (string)c!["type"]! == "NamesAccepted")?["status"];
    }
}
