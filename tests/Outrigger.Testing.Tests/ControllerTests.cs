using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;
using Outrigger.Testing.Servers;

namespace Outrigger.Testing.Tests;

/// <summary>The example of docs/testing.md.</summary>
public sealed class ControllerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // the controller under test: it knows nothing of the test server
    private sealed class QuotaController(KubernetesClient client)
    {
        private static readonly ResourcePath Namespaces = new(new GroupVersionResource("", "v1", "namespaces"));
        private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await foreach (var change in client.WatchAsync(Namespaces, new WatchOptions(), cancellationToken))
            {
                // what is there already comes as one list, and so does what was missed
                var seen = change.Type is WatchEventType.Listed ? change.Object["items"]!.AsArray().Select(n => n!.AsObject())
                    : change.Type is WatchEventType.Added or WatchEventType.Modified ? [change.Object] : [];
                foreach (var ns in seen.Where(n => n["metadata"]!["labels"]?["team"] is not null))
                {
                    await WriteSettingsAsync(ns["metadata"]!, cancellationToken);
                }
            }
        }

        private Task WriteSettingsAsync(JsonNode ns, CancellationToken cancellationToken)
        {
            var settings = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = "team" },
                ["data"] = new JsonObject { ["team"] = ns["labels"]!["team"]!.GetValue<string>() },
            };
            return client.PatchAsync(new ResourcePath(ConfigMaps, ns["name"]!.GetValue<string>(), "team"), PatchType.Apply, settings, cancellationToken, "quota");
        }
    }

    [Fact]
    public async Task Controller_SeesANamespaceWithATeam_WritesItsSettings()
    {
        // a real API server, with the rights that the controller has in production
        await using var server = await TestApiServer.StartAsync(
            new TestApiServerOptions
            {
                Objects = """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata: { name: quota }
                    rules:
                    - { apiGroups: [""], resources: [namespaces], verbs: [list, watch] }
                    - { apiGroups: [""], resources: [configmaps], verbs: [create, patch] }
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata: { name: quota }
                    roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: quota }
                    subjects: [{ kind: ServiceAccount, name: quota, namespace: kube-system }]
                    """,
            },
            Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new QuotaController(server.CreateClient("system:serviceaccount:kube-system:quota", "system:serviceaccounts")).RunAsync(stop.Token);

        await server.ApplyAsync("{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: blue}}}", Token);

        var settings = new ResourcePath(new GroupVersionResource("", "v1", "configmaps"), "shop", "team");
        await SettingsAsync("blue");

        await server.ApplyAsync("{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: red}}}", Token);
        await SettingsAsync("red");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);

        Task SettingsAsync(string team) => Eventually.TrueAsync(
            async () =>
            {
                running.IsFaulted.ShouldBeFalse($"{running.Exception?.InnerException}");
                return (string?)(await server.Client.FindAsync(settings, Token))?["data"]?["team"] == team;
            },
            $"the settings of {team}");
    }
}
