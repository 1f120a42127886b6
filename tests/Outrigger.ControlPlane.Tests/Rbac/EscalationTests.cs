using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Rbac;

/// <summary>T-44 to T-46: nobody gives away what he does not have.</summary>
public sealed class EscalationTests(EscalationTests.Shared shared) : IClassFixture<EscalationTests.Shared>
{
    private const string Roles = "roles.rbac.authorization.k8s.io";
    private const string ClusterRoles = "clusterroles.rbac.authorization.k8s.io";
    private const string Bindings = "rolebindings.rbac.authorization.k8s.io";
    private const string ClusterBindings = "clusterrolebindings.rbac.authorization.k8s.io";
    private const string Secrets = """[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}]""";
    private const string ConfigMaps = """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}]""";

    private readonly TestCluster cluster = shared.Cluster;
    private readonly string id = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Role_AboveOnesOwnRights_NeedsEscalate()
    {
        var manager = await UserAsync(Roles, "", "");
        var escalator = await UserAsync(Roles, "escalate", "");

        await RefusedAsync(() => RoleAsync("bad", Secrets, manager));
        await RoleAsync("good", ConfigMaps, manager);
        await RefusedAsync(() => UpdateAsync(Roles, "good", r => r["rules"] = JsonNode.Parse(Secrets), manager));
        await RoleAsync("bad", Secrets, escalator);

        // a role above him may be made smaller, but not touched otherwise
        await RefusedAsync(() => UpdateAsync(Roles, "bad", r => r["metadata"]!["labels"] = new JsonObject { ["a"] = "b" }, manager));
        await UpdateAsync(Roles, "bad", r => r["rules"] = new JsonArray(), manager);
    }

    [Fact]
    public async Task Role_InAnotherNamespaceThanOnesEscalate_IsRefused()
    {
        var manager = await UserAsync(Roles, "", "");
        await cluster.CreateAsync(Roles, $$$"""{"metadata":{"name":"esc-{{{id}}}"},"rules":[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["escalate"]}]}""", "default");
        await cluster.CreateAsync(Bindings, $$$"""{"metadata":{"name":"esc-{{{id}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"esc-{{{id}}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{manager.Name}}}"}]}""", "default");
        await cluster.EventuallyAsync(async () => await cluster.IsAllowedAsync(manager, "escalate", "roles", "default", "rbac.authorization.k8s.io"), "the right to escalate");

        await RoleAsync("here", Secrets, manager);
        await RefusedAsync(() => cluster.CreateAsync(Roles, $$$"""{"metadata":{"name":"there-{{{id}}}"},"rules":{{{Secrets}}}}""", "kube-system", manager));
    }

    [Theory]
    [InlineData("""[{"apiGroups":[""],"resources":["*"],"verbs":["get"]}]""")]
    [InlineData("""[{"apiGroups":["*"],"resources":["configmaps"],"verbs":["get"]}]""")]
    [InlineData("""[{"apiGroups":[""],"resources":["configmaps"],"verbs":["*"]}]""")]
    [InlineData("""[{"apiGroups":[""],"resources":["configmaps/status"],"verbs":["get"]}]""")]
    [InlineData("""[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]}]""")]
    public async Task Role_ThatIsABitLarger_IsRefused(string rules)
    {
        var manager = await UserAsync(Roles, "", "");

        (await RefusedAsync(() => RoleAsync($"larger-{Guid.NewGuid():N}", rules, manager))).ShouldContain("is attempting to grant RBAC permissions not currently held");
    }

    [Fact]
    public async Task Role_OfMoreRightsThanCanBeCompared_NeedsEscalate()
    {
        var manager = await UserAsync(Roles, "", "");
        var escalator = await UserAsync(Roles, "escalate", "");
        var many = string.Join(',', Enumerable.Range(0, 500).Select(n => $"\"n{n}\""));
        var rules = $$"""[{"apiGroups":[{{many}}],"resources":[{{many}}],"verbs":[{{many}}]}]""";

        (await RefusedAsync(() => RoleAsync("vast", rules, manager))).ShouldContain("too many rights to compare");
        await RoleAsync("vast", rules, escalator);
    }

    [Fact]
    public async Task ClusterRole_WithPaths_NeedsThem()
    {
        var manager = await UserAsync(ClusterRoles, "", "");

        await RefusedAsync(() => ClusterRoleAsync("paths", """[{"nonResourceURLs":["/metrics"],"verbs":["get"]}]""", manager));
    }

    [Fact]
    public async Task Binding_ToAStrongerRole_NeedsBindOnThatRole()
    {
        var manager = await UserAsync(Bindings, "", "");
        await RoleAsync("strong", Secrets, TestCluster.Admin);
        var binder = await UserAsync(Bindings, "bind", $"strong-{id}", resource: "roles");
        var other = await UserAsync(Bindings, "bind", $"another-{id}", resource: "roles");

        await RefusedAsync(() => BindAsync("b1", "Role", $"strong-{id}", manager));
        await RefusedAsync(() => BindAsync("b2", "Role", $"strong-{id}", other));
        await RefusedAsync(() => BindAsync("b3", "ClusterRole", "cluster-admin", binder));
        await BindAsync("b4", "Role", $"strong-{id}", binder);
        await RoleAsync("weak", ConfigMaps, TestCluster.Admin);
        await BindAsync("b5", "Role", $"weak-{id}", manager);
    }

    [Fact]
    public async Task Binding_ItsRole_IsSettledOnceAndForAll()
    {
        await RoleAsync("one", ConfigMaps, TestCluster.Admin);
        await BindAsync("fixed", "Role", $"one-{id}", TestCluster.Admin);

        var refused = await Should.ThrowAsync<StatusException>(() => UpdateAsync(
            Bindings, "fixed", b => b["roleRef"] = JsonNode.Parse("""{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"}"""), TestCluster.Admin));
        (refused.Status.Code, refused.Status.Message).ShouldSatisfyAllConditions(
            s => s.Code.ShouldBe(422), s => s.Message.ShouldContain("cannot change roleRef"));
    }

    [Fact]
    public async Task Binding_ThatIsThere_LetsNobodyInWhoMayNotBind()
    {
        var manager = await UserAsync(Bindings, "", "");
        await RoleAsync("strong2", Secrets, TestCluster.Admin);
        await BindAsync("theirs", "Role", $"strong2-{id}", TestCluster.Admin);

        await RefusedAsync(() => UpdateAsync(
            Bindings, "theirs", b => b["subjects"] = JsonNode.Parse($$"""[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{manager.Name}}"}]"""), manager));
    }

    [Fact]
    public async Task ClusterRole_ThatGathersOthers_NeedsEverything()
    {
        var manager = await UserAsync(ClusterRoles, "", "");
        const string Aggregated = """{"clusterRoleSelectors":[{"matchLabels":{"gather":"me"}}]}""";

        await RefusedAsync(() => cluster.CreateAsync(
            ClusterRoles, $$$"""{"metadata":{"name":"gather-{{{id}}}"},"aggregationRule":{{{Aggregated}}}}""", user: manager));
        await ClusterRoleAsync("plain", "[]", manager);
        await RefusedAsync(() => UpdateAsync(ClusterRoles, "plain", r => r["aggregationRule"] = JsonNode.Parse(Aggregated), manager, ns: ""));

        // nor may he take the rule out of one that has it
        await UpdateAsync(ClusterRoles, "plain", r => r["aggregationRule"] = JsonNode.Parse(Aggregated), TestCluster.Admin, ns: "");
        await RefusedAsync(() => UpdateAsync(ClusterRoles, "plain", r => r.Remove("aggregationRule"), manager, ns: ""));
    }

    // who may label a role could put it into one that gathers by that label: he must hold what the role holds
    [Fact]
    public async Task ClusterRole_CaughtByALabel_MustBeWithinOnesRights()
    {
        var manager = await UserAsync(ClusterRoles, "", "");

        await RefusedAsync(() => cluster.CreateAsync(
            ClusterRoles, $$$"""{"metadata":{"name":"caught-{{{id}}}","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},"rules":{{{Secrets}}}}""", user: manager));
        (await cluster.IsAllowedAsync(new UserInfo("viewer", ["nobody"]), "get", "secrets", "default")).ShouldBeFalse();
    }

    private static async Task<string> RefusedAsync(Func<Task> act)
    {
        var refused = await Should.ThrowAsync<StatusException>(act);
        refused.Status.Code.ShouldBe(403, refused.Status.Message);
        return refused.Status.Message;
    }

    /// <summary>A user with the right to read config maps, to write a resource, and perhaps one verb more.</summary>
    private async Task<UserInfo> UserAsync(string writes, string verb, string name, string? resource = null)
    {
        var user = new UserInfo($"user-{Guid.NewGuid():N}", [UserInfo.AuthenticatedGroup]);
        var plural = resource ?? writes.Split('.')[0];
        var names = name.Length > 0 ? $$""","resourceNames":["{{name}}"]""" : "";
        var more = verb.Length == 0 ? "" : $$""",{"apiGroups":["rbac.authorization.k8s.io"],"resources":["{{plural}}"],"verbs":["{{verb}}"]{{names}}}""";
        await cluster.CreateAsync(ClusterRoles, $$$"""{"metadata":{"name":"{{{user.Name}}}"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]},{"apiGroups":["rbac.authorization.k8s.io"],"resources":["{{{writes.Split('.')[0]}}}"],"verbs":["create","update","patch","get"]}{{{more}}}]}""");
        await cluster.CreateAsync(ClusterBindings, $$$"""{"metadata":{"name":"{{{user.Name}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{user.Name}}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{user.Name}}}"}]}""");
        await cluster.EventuallyAsync(async () => await cluster.IsAllowedAsync(user, "get", "configmaps", "default"), "the user's rights");
        return user;
    }

    private Task<JsonObject> RoleAsync(string name, string rules, UserInfo user) =>
        cluster.CreateAsync(Roles, $$$"""{"metadata":{"name":"{{{name}}}-{{{id}}}"},"rules":{{{rules}}}}""", "default", user);

    private Task<JsonObject> ClusterRoleAsync(string name, string rules, UserInfo user) =>
        cluster.CreateAsync(ClusterRoles, $$$"""{"metadata":{"name":"{{{name}}}-{{{id}}}"},"rules":{{{rules}}}}""", "", user);

    private Task<JsonObject> BindAsync(string name, string kind, string role, UserInfo user) => cluster.CreateAsync(
        Bindings,
        $$$"""{"metadata":{"name":"{{{name}}}-{{{id}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{kind}}}","name":"{{{role}}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"zoe"}]}""",
        "default",
        user);

    private Task<JsonObject> UpdateAsync(string resource, string name, Action<JsonObject> edit, UserInfo user, string ns = "default") =>
        cluster.UpdateAsync(resource, $"{name}-{id}", edit, ns, user);

    public sealed class Shared : IAsyncLifetime
    {
        internal TestCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
