using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Bootstrap;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Hosting;

public sealed class ControlPlaneModuleTests
{
    private const string Rbac = "rbac.authorization.k8s.io";

    [Fact]
    public async Task Start_EmptyStore_PutsFirstObjectsInPlace()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            Authentication = new AuthenticationConfig { ClientCa = "client", RequestHeaderCa = "proxy" },
        });

        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            (await cluster.GetAsync("namespaces", name))["status"]!["phase"]!.GetValue<string>().ShouldBe("Active");
            await Eventually.TrueAsync(
                async () => await cluster.FindAsync("serviceaccounts", "default", name) is not null, $"the account of {name}");
        }

        var map = await cluster.GetAsync("configmaps", "extension-apiserver-authentication", "kube-system");
        ObjectWriter.ToText(map["data"]).ShouldBe(
            """
            {"client-ca-file":"client","requestheader-allowed-names":"[\"front-proxy-client\"]","requestheader-client-ca-file":"proxy","requestheader-extra-headers-prefix":"[\"X-Remote-Extra-\"]","requestheader-group-headers":"[\"X-Remote-Group\"]","requestheader-username-headers":"[\"X-Remote-User\"]"}
            """);
        (await cluster.GetAsync("services", "kubernetes", "default"))["spec"]!["clusterIP"]!.GetValue<string>().ShouldBe("10.96.0.1");
        (await cluster.FindAsync("endpointslices.discovery.k8s.io", "kubernetes", "default")).ShouldBeNull();
        (await cluster.FindAsync("configmaps", "kube-root-ca.crt", "default")).ShouldBeNull();
    }

    [Fact]
    public async Task Start_EmptyStore_HasStandardObjects()
    {
        await using var cluster = await TestCluster.StartAsync();

        (await cluster.ListAsync("flowschemas.flowcontrol.apiserver.k8s.io")).Count.ShouldBe(11);
        (await cluster.ListAsync("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io")).Count.ShouldBe(8);
        var priority = await cluster.GetAsync("priorityclasses.scheduling.k8s.io", "system-node-critical");
        JsonNodes.GetLong(priority, "value").ShouldBe(2_000_001_000);
        var cidr = await cluster.GetAsync("servicecidrs.networking.k8s.io", "kubernetes");
        JsonNodes.AsString(cidr["status"]!["conditions"]![0]!["status"]).ShouldBe("True");
    }

    [Fact]
    public async Task Start_AdvertisedAddress_IsPublished()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            Advertised = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 6443),
            RootCertificate = "root",
        });

        var slice = await cluster.GetAsync("endpointslices.discovery.k8s.io", "kubernetes", "default");
        slice["endpoints"]![0]!["addresses"]![0]!.GetValue<string>().ShouldBe("192.0.2.7");
        await Eventually.TrueAsync(
            async () => await cluster.FindAsync("configmaps", "kube-root-ca.crt", "kube-public") is not null, "the root certificate");
    }

    [Fact]
    public async Task Aggregation_View_GathersRulesAndFollowsNewRoles()
    {
        await using var cluster = await TestCluster.StartAsync();
        await Eventually.TrueAsync(
            async () => (await cluster.GetAsync($"clusterroles.{Rbac}", "admin"))["rules"] is JsonArray { Count: > 20 },
            "the rules of admin");

        await cluster.CreateAsync($"clusterroles.{Rbac}", """
            {"metadata":{"name":"view-widgets","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
             "rules":[{"apiGroups":["custom.example.com"],"resources":["widgets"],"verbs":["get"]}]}
            """);

        await Eventually.TrueAsync(
            async () => ObjectWriter.ToText((await cluster.GetAsync($"clusterroles.{Rbac}", "admin"))["rules"])
                .Contains("custom.example.com", StringComparison.Ordinal),
            "the rule in admin, through view and edit");
    }

    [Fact]
    public async Task Rbac_BindingWritten_IsInForceAndEndsWithIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        (await cluster.IsAllowedAsync(TestCluster.Alice, "list", "pods", "default")).ShouldBeFalse();

        await cluster.CreateAsync($"rolebindings.{Rbac}", Binding("alice-views", "ClusterRole", "view", "alice"), "default");
        await Eventually.TrueAsync(() => Allowed("default"), "the binding in force");
        (await cluster.IsAllowedAsync(TestCluster.Alice, "list", "pods", "kube-system")).ShouldBeFalse();

        await cluster.DeleteAsync($"rolebindings.{Rbac}", "alice-views", "default");
        await Eventually.TrueAsync(async () => !await Allowed("default"), "the binding gone");

        async ValueTask<bool> Allowed(string ns) => await cluster.IsAllowedAsync(TestCluster.Alice, "list", "pods", ns);
    }

    [Fact]
    public async Task Escalation_GrantingMoreThanHeld_IsRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync($"rolebindings.{Rbac}", Binding("alice-admin", "ClusterRole", "admin", "alice"), "default");
        await Eventually.TrueAsync(
            async () => await cluster.IsAllowedAsync(TestCluster.Alice, "list", "secrets", "default")
                && await cluster.IsAllowedAsync(TestCluster.Alice, "get", "pods", "default"),
            "alice's rights, aggregated");

        await cluster.CreateAsync(
            $"roles.{Rbac}", Role("fine", """{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}"""), "default", TestCluster.Alice);
        var role = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            $"roles.{Rbac}", Role("more", """{"apiGroups":[""],"resources":["nodes"],"verbs":["get","list"]}"""), "default", TestCluster.Alice));
        var binding = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            $"rolebindings.{Rbac}", Binding("all", "ClusterRole", "cluster-admin", "alice"), "default", TestCluster.Alice));
        var missing = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            $"rolebindings.{Rbac}", Binding("none", "ClusterRole", "nowhere", "alice"), "default", TestCluster.Alice));

        role.Status.Code.ShouldBe(403);
        role.Status.Message.ShouldBe(
            """
            roles.rbac.authorization.k8s.io "more" is forbidden: user "alice" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}
            """);
        binding.Status.Message.ShouldContain("""{APIGroups:["*"], Resources:["*"], Verbs:["*"]}""");
        missing.Status.Message.ShouldBe("clusterroles.rbac.authorization.k8s.io \"nowhere\" not found");
        (await cluster.FindAsync($"roles.{Rbac}", "more", "default")).ShouldBeNull();
    }

    [Fact]
    public async Task Escalation_VerbBind_LetsBindThatRole()
    {
        await using var cluster = await TestCluster.StartAsync();
        // Until their rules are gathered these roles grant nothing, and whoever may write bindings may bind them.
        await Eventually.TrueAsync(
            async () => await HasRulesAsync(cluster, "edit") && await HasRulesAsync(cluster, "admin"), "the rules of edit and admin");
        await cluster.CreateAsync($"roles.{Rbac}", Role("binder", $$"""
            {"apiGroups":["{{Rbac}}"],"resources":["rolebindings"],"verbs":["create"]},
            {"apiGroups":["{{Rbac}}"],"resources":["clusterroles"],"resourceNames":["edit"],"verbs":["bind"]}
            """), "default");
        await cluster.CreateAsync($"rolebindings.{Rbac}", Binding("alice-binds", "Role", "binder", "alice"), "default");

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await cluster.CreateAsync($"rolebindings.{Rbac}", Binding("bob", "ClusterRole", "edit", "bob"), "default", TestCluster.Alice);
                    return true;
                }
                catch (StatusException e) when (e.Status.Code == 403)
                {
                    return false;
                }
            },
            "the right to bind");
        await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            $"rolebindings.{Rbac}", Binding("bob2", "ClusterRole", "admin", "bob"), "default", TestCluster.Alice));
    }

    private static async Task<bool> HasRulesAsync(TestCluster cluster, string role) =>
        (await cluster.GetAsync($"clusterroles.{Rbac}", role))["rules"] is JsonArray { Count: > 0 };

    private static string Role(string name, string rules) => $$"""{"metadata":{"name":"{{name}}"},"rules":[{{rules}}]}""";

    private static string Binding(string name, string kind, string role, string user) => $$"""
        {"metadata":{"name":"{{name}}"},"roleRef":{"apiGroup":"{{Rbac}}","kind":"{{kind}}","name":"{{role}}"},
         "subjects":[{"apiGroup":"{{Rbac}}","kind":"User","name":"{{user}}"}]}
        """;
}
