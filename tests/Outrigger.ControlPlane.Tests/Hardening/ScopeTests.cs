using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Testing.Servers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>T-52 scope-confusion (CVE-2019-11247): what has no namespace is not reached through one, where less is asked for.</summary>
public sealed class ScopeTests
{
    private static readonly ResourcePath Namespaces = new(new GroupVersionResource("", "v1", "namespaces"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClusterScopedPath_ThroughANamespace_IsNotThere()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        await server.Client.CreateAsync(Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "victim" } }, Token);
        var user = await server.UserAsync("owner-of-default", "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]");

        foreach (var resource in (string[])["api/v1/namespaces/default/namespaces", "api/v1/namespaces/default/nodes", "apis/rbac.authorization.k8s.io/v1/namespaces/default/clusterroles"])
        {
            foreach (var path in (string[])["", "/victim", "/default", "/victim/status", "/victim/finalize", "?watch=true&timeoutSeconds=1"])
            {
                foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete])
                {
                    (await user.CodeAsync(method, $"/{resource}{path}", new JsonObject())).ShouldBe(404, $"{method} {resource}{path}");
                }
            }
        }

        foreach (var path in (string[])["namespaces/default/namespaces", "namespaces/default/namespaces/victim", "namespaces/default/status", "namespaces/default/configmaps/a/status"])
        {
            (await user.CodeAsync(HttpMethod.Get, $"/api/v1/watch/{path}?timeoutSeconds=1")).ShouldBe(404, path);
        }

        (await server.Client.FindAsync(Namespaces.Named("victim"), Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Namespace_ByItsOwnPath_IsReachedWithARightInIt()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        var user = await server.UserAsync("reader-of-default", "[{apiGroups: [''], resources: [namespaces], verbs: [get]}]");

        (await user.CodeAsync(HttpMethod.Get, "/api/v1/namespaces/default")).ShouldBe(200);
        (await user.CodeAsync(HttpMethod.Get, "/api/v1/namespaces/kube-system")).ShouldBe(403);
    }
}
