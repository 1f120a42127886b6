using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Cli.Tests.Stores;

/// <summary>The first object of a kind that came into being just now (T-76).</summary>
public sealed class FirstObjectTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ResourcePath Definitions = new(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"));
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task First_OverSqlite_IsListedReadAndWatched() => RunAsync(40);

    [Fact, Trait("category", "full")]
    public Task First_OfAThousandKinds_IsListedReadAndWatched() => RunAsync(1000);

    [Fact]
    public async Task First_OverEtcd_IsListedReadAndWatched()
    {
        using var etcd = await EtcdCluster.StartAsync();
        await RunAsync(40, [.. etcd.Urls]);
    }

    private async Task RunAsync(int rounds, params IReadOnlyList<string> etcd)
    {
        await using var server = await RunningServer.StartAsync(Path.Combine(folder.Path, "data"), etcd);
        for (var i = 0; i < rounds; i += 4)
        {
            await Task.WhenAll(Enumerable.Range(i, 4).Select(n => RoundAsync(server.Client, $"things{n}")));
        }
    }

    private static async Task RoundAsync(KubernetesClient client, string plural)
    {
        await client.CreateAsync(Definitions, Definition(plural), None);
        var things = new ResourcePath(new GroupVersionResource("first.example.com", "v1", plural), "default");
        JsonObject? list = null;
        await Eventually.TrueAsync(
            async () => (list = await FindAsync(client, things)) is not null, $"{plural} to be served", TimeSpan.FromSeconds(30));
        var from = JsonNodes.GetString(list, "metadata", "resourceVersion")!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var watching = FirstEventAsync(client, things, from, limit.Token);

        var made = await client.CreateAsync(
            things, new JsonObject { ["apiVersion"] = "first.example.com/v1", ["kind"] = $"K{plural}", ["metadata"] = new JsonObject { ["name"] = "one" } }, None);

        var seen = await watching;
        ObjectWriter.ToText(seen).ShouldBe(ObjectWriter.ToText(made), plural);
        ObjectWriter.ToText(await client.FindAsync(things with { Name = "one" }, None)).ShouldBe(ObjectWriter.ToText(made), plural);
        var after = (await client.ListAsync(things, null, None))["items"]!.AsArray();
        after.Count.ShouldBe(1, plural);
        ObjectWriter.ToText(after[0]).ShouldBe(ObjectWriter.ToText(made), plural);
    }

    private static async Task<JsonObject?> FindAsync(KubernetesClient client, ResourcePath things)
    {
        try
        {
            return await client.ListAsync(things, null, None);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }

    private static async Task<JsonObject> FirstEventAsync(KubernetesClient client, ResourcePath things, string from, CancellationToken limit)
    {
        await foreach (var item in client.WatchOnceAsync(things, from, new WatchOptions(), limit))
        {
            if (item.Type is not WatchEventType.Bookmark)
            {
                return item.Object;
            }
        }

        throw new InvalidOperationException("the watch ended without an event");
    }

    private static JsonObject Definition(string plural) => JsonNode.Parse($$$"""
        {
          "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
          "metadata": {"name": "{{{plural}}}.first.example.com"},
          "spec": {
            "group": "first.example.com", "scope": "Namespaced",
            "names": {"plural": "{{{plural}}}", "kind": "K{{{plural}}}"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"} } }]
          }
        }
        """)!.AsObject();
}
