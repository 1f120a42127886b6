using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;
using Outrigger.Testing.Servers;

namespace Outrigger.Testing.Tests;

public sealed class TestApiServerTests
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private static readonly GroupVersionResource Secrets = new("", "v1", "secrets");
    private static readonly GroupVersionResource Gadgets = new("example.com", "v1", "gadgets");

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: gadgets.example.com
        spec:
          group: example.com
          scope: Namespaced
          names: { plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList }
          versions:
          - name: v1
            served: true
            storage: true
            subresources: { status: {} }
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: { type: object, properties: { size: { type: integer, maximum: 10 } } }
                  status: { type: object, properties: { ready: { type: boolean } } }
        ---
        apiVersion: example.com/v1
        kind: Gadget
        metadata: { name: one, namespace: shop }
        spec: { size: 3 }
        status: { ready: true }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Workloads_Deployment_GetsItsReplicaSetOnlyWhenTheyRun(bool runs)
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { RunsWorkloads = runs }, Token);
        await server.ApplyAsync(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: default }
            spec:
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i }] } }
            """,
            Token);
        if (runs)
        {
            await Eventually.TrueAsync(async () => await PodsAsync() == 1, "the pod of the Deployment");
        }
        else
        {
            // what the namespace gets from a controller that does run is made by then
            await Eventually.TrueAsync(
                async () => await server.Client.FindAsync(new ResourcePath(new("", "v1", "serviceaccounts"), "default", "default"), Token) is not null, "the account");
            (await PodsAsync()).ShouldBe(0);
        }

        async Task<int> PodsAsync() => (await server.Client.ListAsync(new ResourcePath(new("", "v1", "pods"), "default"), null, Token))["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task Apply_OfADefinitionAndAnObjectOfIt_ServesBoth()
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Objects = Definition }, Token);

        var gadget = await server.Client.GetAsync(new ResourcePath(Gadgets, "shop", "one"), Token);

        gadget["spec"]!["size"]!.GetValue<long>().ShouldBe(3);
        gadget["status"]!["ready"]!.GetValue<bool>().ShouldBeTrue();
        var bad = new JsonObject { ["apiVersion"] = "example.com/v1", ["kind"] = "Gadget", ["metadata"] = new JsonObject { ["name"] = "b" }, ["spec"] = new JsonObject { ["size"] = 11 } };
        (await Should.ThrowAsync<StatusException>(() => server.Client.CreateAsync(new ResourcePath(Gadgets, "shop"), bad, Token))).Status.Code.ShouldBe(422);
    }

    [Fact]
    public async Task Apply_MarkerWithACommentOrTheDocument_BeginsANewDocument()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);

        await server.ApplyAsync(
            """
            --- # the first
            {apiVersion: v1, kind: ConfigMap, metadata: {name: one, namespace: default}}
            --- # the second
            {apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: default}}
            --- {apiVersion: v1, kind: ConfigMap, metadata: {name: three, namespace: default}}
            """,
            Token);

        foreach (var name in (string[])["one", "two", "three"])
        {
            (await server.Client.FindAsync(new ResourcePath(ConfigMaps, "default", name), Token)).ShouldNotBeNull(name);
        }
    }

    [Fact]
    public async Task Apply_OfAKindThatNobodyServes_SaysSo()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);

        var problem = await Should.ThrowAsync<InvalidOperationException>(() => server.ApplyAsync("{apiVersion: example.com/v1, kind: Gadget, metadata: {name: x}}", Token));

        problem.Message.ShouldContain("CustomResourceDefinition");
    }

    [Fact]
    public async Task Client_OfSomebodyWithoutRights_IsRefusedUntilBound()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        var jane = server.CreateClient("jane");
        var secrets = new ResourcePath(Secrets, "default");
        (await Should.ThrowAsync<StatusException>(() => jane.ListAsync(secrets, null, Token))).Status.Code.ShouldBe(403);

        await server.ApplyAsync(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: jane, namespace: default }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin }
            subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: jane }]
            """,
            Token);

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await jane.ListAsync(secrets, null, Token);
                    return true;
                }
                catch (StatusException)
                {
                    return false;
                }
            },
            "jane's rights");
    }

    [Fact]
    public async Task Clock_ThatTheTestMoves_DatesObjects()
    {
        var clock = new FakeTimeProvider();
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Clock = clock }, Token);
        clock.Advance(TimeSpan.FromDays(1));

        var made = await server.ApplyAsync(ConfigMap("one"), Token);

        made["metadata"]!["creationTimestamp"]!.GetValue<string>().ShouldBe("2026-01-02T00:00:00Z");
    }

    [Fact]
    public async Task Watch_OfTheClient_SeesWhatHappens()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reflector = new ResourceReflector(server.Client, new ResourcePath(ConfigMaps, "default"), new WatchOptions());
        var running = reflector.RunAsync(stop.Token);
        await reflector.Synced;

        await server.ApplyAsync(ConfigMap("one"), Token);

        await Eventually.TrueAsync(() => reflector.Items.ContainsKey("default/one"), "the new object");
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task Kubeconfig_OfAServerThatListens_IsGoodForOtherPrograms()
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true, Clock = new FakeTimeProvider() }, Token);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, server.Kubeconfig(), Token);
        try
        {
            using var client = new KubernetesClient(Kubeconfig.Load(file).ToClientConfig(TimeProvider.System), TimeProvider.System);

            (await client.GetTextAsync("/readyz", Token)).ShouldBe("ok");
            (await client.ListAsync(new ResourcePath(Secrets), null, Token))["kind"]!.GetValue<string>().ShouldBe("SecretList");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Kubeconfig_OfAServerThatDoesNotListen_SaysHow()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);

        Should.Throw<InvalidOperationException>(() => server.Kubeconfig()).Message.ShouldContain("Listen = true");
    }

    [Fact]
    public async Task Servers_SideBySide_ShareNothing()
    {
        await using var one = await TestApiServer.StartAsync(cancellationToken: Token);
        await using var other = await TestApiServer.StartAsync(cancellationToken: Token);

        await one.ApplyAsync(ConfigMap("one"), Token);

        (await other.Client.FindAsync(new ResourcePath(ConfigMaps, "default", "one"), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_OfANamespace_TakesItsObjects()
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Objects = Definition }, Token);

        await server.Client.DeleteAsync(new ResourcePath(new("", "v1", "namespaces"), Name: "shop"), null, Token);

        await Eventually.TrueAsync(
            async () => await server.Client.FindAsync(new ResourcePath(new("", "v1", "namespaces"), Name: "shop"), Token) is null, "the namespace to go");
        (await server.Client.FindAsync(new ResourcePath(Gadgets, "shop", "one"), Token)).ShouldBeNull();
    }

    private static JsonObject ConfigMap(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
    };
}
