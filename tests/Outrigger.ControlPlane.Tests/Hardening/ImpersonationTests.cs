using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Testing.Servers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>T-48: who may be somebody else, part by part and mode by mode (KEP-5284).</summary>
public sealed class ImpersonationTests(ImpersonationTests.Shared shared) : IClassFixture<ImpersonationTests.Shared>
{
    private const string Account = "system:serviceaccount:default:robot";
    private readonly TestApiServer server = shared.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Impersonate-User: bob")]
    [InlineData("Impersonate-User: system:admin")]
    [InlineData("Impersonate-User: system:serviceaccount:default:robot")]
    [InlineData("Impersonate-User: system:node:n1")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: system:masters")]
    [InlineData("Impersonate-User: nobody|Impersonate-Group: system:masters")]
    [InlineData("impersonate-user: bob|IMPERSONATE-GROUP: dev")]
    [InlineData("Impersonate-User: bob|Impersonate-Uid: 0")]
    [InlineData("Impersonate-User: bob|Impersonate-Extra-scopes: all")]
    [InlineData("Impersonate-User: nobody")]
    public async Task Anybody_WithoutTheRight_Is403(string headers) => (await AskAsync("nobody", headers)).Code.ShouldBe(403);

    [Theory]
    [InlineData("Impersonate-Group: system:masters")]
    [InlineData("Impersonate-Uid: 0")]
    [InlineData("Impersonate-Extra-scopes: all")]
    [InlineData("Impersonate-User:|Impersonate-Group: dev")]
    public async Task Anything_WithoutAUser_Is400(string headers)
    {
        (await AskAsync("nobody", headers)).Code.ShouldBe(400);
        (await AskAsync("admin", headers, UserInfo.MastersGroup)).Code.ShouldBe(400);
    }

    // a right to one part is none to another
    [Theory]
    [InlineData("Impersonate-User: bob", "bob [system:authenticated]")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: dev", "bob [dev system:authenticated]")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: dev|Impersonate-Group: ops", "403 groups \"ops\"")]
    [InlineData("Impersonate-User: carol", "403 users \"carol\"")]
    [InlineData("Impersonate-User: bob|Impersonate-Uid: u-1", "bob [system:authenticated] u-1")]
    [InlineData("Impersonate-User: bob|Impersonate-Uid: u-2", "403 uids.authentication.k8s.io \"u-2\"")]
    [InlineData("Impersonate-User: bob|Impersonate-Extra-scopes: view", "bob [system:authenticated]  scopes=view")]
    [InlineData("Impersonate-User: bob|Impersonate-Extra-scopes: all", "403 userextras.authentication.k8s.io \"all\"")]
    [InlineData("Impersonate-User: bob|Impersonate-Extra-roles: view", "403 userextras.authentication.k8s.io \"view\"")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: system:masters", "403 groups \"system:masters\"")]
    [InlineData("Impersonate-User: system:serviceaccount:default:robot", "system:serviceaccount:default:robot [system:serviceaccounts system:serviceaccounts:default system:authenticated]")]
    [InlineData("Impersonate-User: system:serviceaccount:kube-system:robot", "403 serviceaccounts \"robot\"")]
    [InlineData("Impersonate-User: system:serviceaccount:default:robot:x", "403 users \"system:serviceaccount:default:robot:x\"")]
    [InlineData("Impersonate-User: system:serviceaccount:Default:robot", "403 users \"system:serviceaccount:Default:robot\"")]
    [InlineData("Impersonate-User: system:anonymous", "403 selfsubjectreviews.authentication.k8s.io is forbidden: User \"system:anonymous\"")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: system:unauthenticated", "403 selfsubjectreviews.authentication.k8s.io is forbidden: User \"bob\"")]
    public async Task OldWay_EachPart_NeedsItsOwnRight(string headers, string expected) => await ShouldBeAsync("old-way", headers, expected);

    [Theory]
    [InlineData("Impersonate-User: bob", "bob [system:authenticated]")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: dev", "bob [dev system:authenticated]")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: system:masters", "403")]
    [InlineData("Impersonate-User: bob|Impersonate-Group: ", "403")]
    [InlineData("Impersonate-User: bob|Impersonate-Extra-scopes: all", "403")]
    [InlineData("Impersonate-User: bob|Impersonate-Extra-example.com%2fscopes: all", "bob [system:authenticated]  example.com/scopes=all")]
    [InlineData("Impersonate-User: system:node:n1", "403")]
    [InlineData("Impersonate-User: system:serviceaccount:default:robot", "403")]
    public async Task UserInfoMode_GrantsUsersAndNoAccountsNodesOrMasters(string headers, string expected)
    {
        await ShouldBeAsync("user-mode", headers, expected);

        // the same for another verb, to which the mode has no right
        (await AskAsync("user-mode", headers, path: "/api/v1/namespaces/default/configmaps", method: "GET")).Code.ShouldBe(403);
    }

    [Theory]
    [InlineData("arbitrary-node-mode", "Impersonate-User: system:node:n1", "system:node:n1 [system:nodes system:authenticated]")]
    [InlineData("arbitrary-node-mode", "Impersonate-User: system:node:n2", "403")]
    [InlineData("arbitrary-node-mode", "Impersonate-User: system:node:N1", "403")]
    [InlineData("arbitrary-node-mode", "Impersonate-User: system:node:n1|Impersonate-Group: dev", "403")]
    [InlineData("arbitrary-node-mode", "Impersonate-User: bob", "403")]
    [InlineData("account-mode", "Impersonate-User: system:serviceaccount:default:robot", "system:serviceaccount:default:robot [system:serviceaccounts system:serviceaccounts:default system:authenticated]")]
    [InlineData("account-mode", "Impersonate-User: system:serviceaccount:default:robot|Impersonate-Group: dev", "403")]
    [InlineData("account-mode", "Impersonate-User: system:serviceaccount:default:other", "403")]
    public async Task OtherModes_GrantWhatTheyAreFor(string user, string headers, string expected) => await ShouldBeAsync(user, headers, expected);

    [Theory]
    [InlineData("n1", "system:node:n1", "system:node:n1 [system:nodes system:authenticated]")]
    [InlineData("n1", "system:node:n2", "403")]
    [InlineData("", "system:node:n1", "403")]
    [InlineData("n1,n2", "system:node:n1", "403")]
    public async Task AssociatedNodeMode_GrantsAPodItsOwnNodeAlone(string node, string wanted, string expected)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>> { ["authentication.kubernetes.io/node-name"] = node.Split(',', StringSplitOptions.RemoveEmptyEntries) };
        var user = new UserInfo(Account, ["system:serviceaccounts", "system:serviceaccounts:default"], "", extra);

        (await DescribeAsync(user, $"Impersonate-User: {wanted}")).ShouldStartWith(expected);
    }

    [Fact]
    public async Task AssociatedNodeMode_IsForAccountsAlone()
    {
        var extra = new Dictionary<string, IReadOnlyList<string>> { ["authentication.kubernetes.io/node-name"] = ["n1"] };
        var user = new UserInfo("node-agent", ["system:serviceaccounts"], "", extra);

        (await DescribeAsync(user, "Impersonate-User: system:node:n1")).ShouldStartWith("403");
    }

    [Fact]
    public async Task ManyGroups_WithTheRightToAll_AreAskedForTogether() => await ShouldBeAsync(
        "user-mode",
        string.Join('|', ["Impersonate-User: bob", .. Enumerable.Range(0, 6).Select(i => $"Impersonate-Group: g{i}")]),
        "bob [g0 g1 g2 g3 g4 g5 system:authenticated]");

    // in the old way a right to the group with the name * is one to no other
    [Fact]
    public async Task ManyGroups_InTheOldWay_NeedTheRightToEach() => await ShouldBeAsync(
        "old-star",
        string.Join('|', ["Impersonate-User: bob", .. Enumerable.Range(0, 6).Select(i => $"Impersonate-Group: g{i}")]),
        "403");

    [Fact]
    public async Task Identity_ThatWasTakenOn_HasItsOwnRightsAlone()
    {
        (await AskAsync("old-way", "Impersonate-User: bob", path: "/api/v1/namespaces/default/configmaps", method: "GET")).Code.ShouldBe(403, "bob has no rights");
        (await AskAsync("admin", "Impersonate-User: bob", UserInfo.MastersGroup, "/api/v1/namespaces/default/secrets", "GET")).Code.ShouldBe(403);
    }

    private async Task ShouldBeAsync(string user, string headers, string expected) =>
        (await DescribeAsync(new UserInfo(user, []), headers)).ShouldStartWith(expected);

    private async Task<string> DescribeAsync(UserInfo user, string headers)
    {
        var (code, body) = await AskAsync(user, headers, "/apis/authentication.k8s.io/v1/selfsubjectreviews", "POST");
        if (code != 201)
        {
            return $"{code} {JsonNodes.GetString(body, "message")}";
        }

        var info = (JsonObject)body["status"]!["userInfo"]!;
        var extra = (info["extra"] as JsonObject ?? []).Select(e => $" {e.Key}={string.Join(',', JsonNodes.StringList(e.Value))}");
        return $"{info["username"]} [{string.Join(' ', JsonNodes.StringList(info["groups"]))}] {info["uid"]}{string.Concat(extra)}";
    }

    private Task<(int Code, JsonObject Body)> AskAsync(
        string user, string headers, string group = "", string path = "/apis/authentication.k8s.io/v1/selfsubjectreviews", string method = "POST") =>
        AskAsync(new UserInfo(user, group.Length > 0 ? [group] : []), headers, path, method);

    private async Task<(int Code, JsonObject Body)> AskAsync(UserInfo user, string headers, string path, string method)
    {
        using var http = new HttpClient(server.CreateHandler(user)) { BaseAddress = new Uri("https://localhost") };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var header in headers.Split('|'))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        if (method == "POST")
        {
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request, Token);
        return ((int)response.StatusCode, ObjectReader.Read(await response.Content.ReadAsByteArrayAsync(Token)));
    }

    public sealed class Shared : IAsyncLifetime
    {
        private const string Reviews = "{apiGroups: [authentication.k8s.io], resources: [selfsubjectreviews]";

        internal TestApiServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await TestApiServer.StartAsync(cancellationToken: Token);
            await GrantAsync("old-way", """
                [{apiGroups: [""], resources: [users], resourceNames: [bob, "system:anonymous"], verbs: [impersonate]},
                {apiGroups: [""], resources: [groups], resourceNames: [dev, "system:unauthenticated"], verbs: [impersonate]},
                {apiGroups: [authentication.k8s.io], resources: [uids], resourceNames: [u-1], verbs: [impersonate]},
                {apiGroups: [authentication.k8s.io], resources: [userextras/scopes], resourceNames: [view], verbs: [impersonate]},
                {apiGroups: [""], resources: [configmaps], verbs: [list]}]
                """);
            await Server.UserAsync("old-way", """[{apiGroups: [""], resources: [serviceaccounts], resourceNames: [robot], verbs: [impersonate]}]""");
            await GrantAsync("old-star", """
                [{apiGroups: [""], resources: [users], verbs: [impersonate]},
                {apiGroups: [""], resources: [groups], resourceNames: ["*"], verbs: [impersonate]}]
                """);
            await GrantAsync("user-mode", $$"""
                [{{Reviews}}, verbs: ["impersonate-on:user-info:create"]},
                {apiGroups: [authentication.k8s.io], resources: [users], resourceNames: [bob], verbs: ["impersonate:user-info"]},
                {apiGroups: [authentication.k8s.io], resources: [groups, "userextras/example.com/scopes", userextras/scopes, nodes, serviceaccounts], verbs: ["impersonate:user-info"]}]
                """);
            await GrantAsync("arbitrary-node-mode", $$"""
                [{{Reviews}}, verbs: ["impersonate-on:arbitrary-node:create"]},
                {apiGroups: [authentication.k8s.io], resources: [nodes], resourceNames: [n1, N1], verbs: ["impersonate:arbitrary-node"]},
                {apiGroups: [authentication.k8s.io], resources: [groups], verbs: ["impersonate:arbitrary-node"]}]
                """);
            await GrantAsync("account-mode", $$"""
                [{{Reviews}}, verbs: ["impersonate-on:serviceaccount:create"]},
                {apiGroups: [authentication.k8s.io], resources: [serviceaccounts], resourceNames: [robot], verbs: ["impersonate:serviceaccount"]},
                {apiGroups: [authentication.k8s.io], resources: [groups], verbs: ["impersonate:serviceaccount"]}]
                """);
            const string Node = $$"""
                [{{Reviews}}, verbs: ["impersonate-on:associated-node:create"]},
                {apiGroups: [authentication.k8s.io], resources: [nodes], verbs: ["impersonate:associated-node"]}]
                """;
            await GrantAsync(Account, Node, "robot");
            await GrantAsync("node-agent", Node);
            await Server.UserAsync("last", """[{apiGroups: [""], resources: [configmaps], verbs: [get]}]""");
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        // everybody may look at himself; what is granted here is in force before the rights of a later user are
        private Task GrantAsync(string user, string rules, string? name = null) => Server.ApplyAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: test-{{name ?? user}}}
            rules: {{rules}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: test-{{name ?? user}}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: test-{{name ?? user}}}
            subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: "{{user}}"}]
            """, Token);
    }
}
