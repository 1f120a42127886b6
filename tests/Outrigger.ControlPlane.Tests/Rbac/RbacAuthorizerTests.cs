using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Tests.Rbac;

public sealed class RbacAuthorizerTests
{
    private static readonly UserInfo Alice = new("alice", ["dev", "system:authenticated"]);
    private readonly RbacState state = new();

    [Fact]
    public async Task Authorize_UserBoundToRole_AllowsInThatNamespaceAlone()
    {
        Role("ns", "reader", """{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}""");
        Bind("ns", "readers", "Role", "reader", """{"kind":"User","name":"alice"}""");

        (await Ask("get", "configmaps", "ns")).ShouldBe(new AuthorizationDecision(
            AuthorizationVerdict.Allow, "RBAC: allowed by RoleBinding \"readers/ns\" of Role \"reader\" to User \"alice\""));
        (await Ask("get", "configmaps", "other")).ShouldBe(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, ""));
        (await Ask("list", "configmaps", "ns")).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
    }

    [Fact]
    public async Task Authorize_GroupBoundToClusterRole_AllowsEverywhere()
    {
        Role("", "r", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""");
        Bind("", "b", "ClusterRole", "r", """{"kind":"Group","name":"dev"}""");

        (await Ask("delete", "pods", "any", "log")).Reason
            .ShouldBe("RBAC: allowed by ClusterRoleBinding \"b\" of ClusterRole \"r\" to Group \"dev\"");
    }

    [Fact]
    public async Task Authorize_ServiceAccountWithoutNamespace_IsThatOfTheBinding()
    {
        Role("ns", "r", """{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}""");
        Bind("ns", "b", "Role", "r", """{"kind":"ServiceAccount","name":"robot"}""");
        var robot = new UserInfo("system:serviceaccount:ns:robot", []);

        var decision = await Ask("get", "pods", "ns", user: robot);

        decision.Reason.ShouldBe("RBAC: allowed by RoleBinding \"b/ns\" of Role \"r\" to ServiceAccount \"robot/ns\"");
    }

    [Theory]
    [InlineData("pods", "pods", "", true)]
    [InlineData("pods", "pods", "log", false)]
    [InlineData("pods/log", "pods", "log", true)]
    [InlineData("pods/log", "pods", "", false)]
    [InlineData("*/scale", "deployments", "scale", true)]
    [InlineData("*/scale", "deployments", "status", false)]
    [InlineData("*", "deployments", "scale", true)]
    [InlineData("log", "pods", "log", false)]
    public async Task Authorize_Subresource_IsNamedOrMatchedByStar(string rule, string resource, string subresource, bool allowed)
    {
        Role("", "r", $$"""{"apiGroups":[""],"resources":["{{rule}}"],"verbs":["get"]}""");
        Bind("", "b", "ClusterRole", "r", """{"kind":"User","name":"alice"}""");

        ((await Ask("get", resource, "ns", subresource)).Verdict == AuthorizationVerdict.Allow).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("/healthz", "/healthz", true)]
    [InlineData("/healthz", "/healthz/x", false)]
    [InlineData("/apis/*", "/apis/x/y", true)]
    [InlineData("/apis/*", "/apis", false)]
    [InlineData("*", "/anything", true)]
    public async Task Authorize_Path_MatchesWithTrailingStar(string rule, string path, bool allowed)
    {
        Role("", "r", $$"""{"nonResourceURLs":["{{rule}}"],"verbs":["get"]}""");
        Bind("", "b", "ClusterRole", "r", """{"kind":"User","name":"alice"}""");

        var decision = await new RbacAuthorizer(state).AuthorizeAsync(new AuthorizationRequest(Alice, "get", false, path), default);

        (decision.Verdict == AuthorizationVerdict.Allow).ShouldBe(allowed);
    }

    [Fact]
    public async Task Authorize_ResourceNames_AllowThoseAlone()
    {
        Role("ns", "r", """{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["one"],"verbs":["get"]}""");
        Bind("ns", "b", "Role", "r", """{"kind":"User","name":"alice"}""");

        (await Ask("get", "configmaps", "ns", name: "one")).Verdict.ShouldBe(AuthorizationVerdict.Allow);
        (await Ask("get", "configmaps", "ns", name: "two")).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
        (await Ask("get", "configmaps", "ns")).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
    }

    [Fact]
    public async Task Authorize_BindingToMissingRole_SaysSo()
    {
        Bind("", "b", "ClusterRole", "nowhere", """{"kind":"User","name":"alice"}""");

        (await Ask("get", "pods", "ns")).ShouldBe(new AuthorizationDecision(
            AuthorizationVerdict.NoOpinion, "RBAC: clusterrole.rbac.authorization.k8s.io \"nowhere\" not found"));
    }

    [Fact]
    public async Task State_BindingChangedAndRemoved_FollowsAtOnce()
    {
        Role("ns", "r", """{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}""");
        Bind("ns", "b", "Role", "r", """{"kind":"User","name":"alice"}""");
        Bind("ns", "b", "Role", "r", """{"kind":"User","name":"bob"}""");
        (await Ask("get", "pods", "ns")).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
        (await Ask("get", "pods", "ns", user: new UserInfo("bob", []))).Verdict.ShouldBe(AuthorizationVerdict.Allow);

        state.RemoveBinding(new RoleKey("ns", "b"));

        (await Ask("get", "pods", "ns", user: new UserInfo("bob", []))).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
        state.Current.Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authorize_Allowed_AllocatesLittle()
    {
        Role("", "r", """{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}""");
        Bind("", "b", "ClusterRole", "r", """{"kind":"Group","name":"dev"}""");
        var authorizer = new RbacAuthorizer(state);
        var request = new AuthorizationRequest(Alice, "get", true, "") { Resource = "pods", Namespace = "ns" };
        await authorizer.AuthorizeAsync(request, default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            (await authorizer.AuthorizeAsync(request, default)).Verdict.ShouldBe(AuthorizationVerdict.Allow);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100 * 1024);
    }

    private ValueTask<AuthorizationDecision> Ask(
        string verb, string resource, string ns, string subresource = "", string name = "", UserInfo? user = null) =>
        new RbacAuthorizer(state).AuthorizeAsync(
            new AuthorizationRequest(user ?? Alice, verb, IsResource: true, "")
            {
                Resource = resource,
                Subresource = subresource,
                Namespace = ns,
                Name = name,
            },
            default);

    private void Role(string ns, string name, string rule) =>
        state.PutRole((JsonObject)JsonNode.Parse($$"""{"metadata":{"namespace":"{{ns}}","name":"{{name}}"},"rules":[{{rule}}]}""")!);

    private void Bind(string ns, string name, string roleKind, string role, string subject) =>
        state.PutBinding((JsonObject)JsonNode.Parse($$"""
            {"metadata":{"namespace":"{{ns}}","name":"{{name}}"},"roleRef":{"kind":"{{roleKind}}","name":"{{role}}"},"subjects":[{{subject}}]}
            """)!);
}
