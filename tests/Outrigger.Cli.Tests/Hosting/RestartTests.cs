using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Tests.Stores;
using Outrigger.Client.Rest;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.Hosting;

public sealed class RestartTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ResourcePath Definitions = new(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"));
    private static readonly ResourcePath Own = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.mine.io");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ApiServiceOfACustomGroup_StaysTheSameObject()
    {
        JsonObject? before = null;
        await using (var first = await RunningServer.StartAsync(folder["data"]))
        {
            await first.Client.CreateAsync(Definitions, Definition(), None);
            await Eventually.TrueAsync(async () => (before = await first.Client.FindAsync(Own, None)) is not null, "the APIService", TimeSpan.FromSeconds(60));
        }

        await using var again = await RunningServer.StartAsync(folder["data"]);

        var after = await again.Client.FindAsync(Own, None);
        after.ShouldNotBeNull("a watcher would see it deleted");
        JsonNodes.GetString(after, "metadata", "uid").ShouldBe(JsonNodes.GetString(before, "metadata", "uid"));
    }

    private static JsonObject Definition() => JsonNode.Parse("""
        {
          "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "widgets.mine.io" },
          "spec": {
            "group": "mine.io", "scope": "Namespaced", "names": { "plural": "widgets", "kind": "Widget" },
            "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": { "type": "object" } } }]
          }
        }
        """)!.AsObject();
}
