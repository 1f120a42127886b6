using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Failures;

/// <summary>kill -9 of the control plane while objects are created.</summary>
public sealed class PowerCutTests
{
    private const int Writers = 4;
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    [Fact]
    public Task Kill_UnderCreates_LosesNothingAcknowledged() => RunAsync(rounds: 5);

    [Fact, Trait("category", "full")]
    public Task Kill_UnderCreatesManyTimes_LosesNothingAcknowledged() => RunAsync(rounds: 20);

    private static async Task RunAsync(int rounds)
    {
        var root = Directory.CreateTempSubdirectory("outrigger-power-cut-");
        try
        {
            var folder = new DemoFolder(root.FullName);
            var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
            var plane = await ControlPlaneProcess.StartAsync(folder, "0", TimeProvider.System, CancellationToken.None);
            var port = plane.Address.Port.ToString(CultureInfo.InvariantCulture);
            for (var round = 0; round < rounds; round++)
            {
                var before = acknowledged.Count;
                using var stop = new CancellationTokenSource();
                var writers = Enumerable.Range(0, Writers)
                    .Select(w => WriteAsync(plane.Client, $"r{round}-w{w}", acknowledged, stop.Token)).ToList();
                await Eventually.TrueAsync(() => acknowledged.Count > before + 100 + (round * 13), "objects to be acknowledged", TimeSpan.FromSeconds(30));
                await plane.Process.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(writers);
                await plane.DisposeAsync();

                plane = await ControlPlaneProcess.StartAsync(folder, port, TimeProvider.System, CancellationToken.None);
                await CheckAsync(plane.Client, acknowledged);
            }

            await plane.DisposeAsync();
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(
        KubernetesClient client, string prefix, ConcurrentDictionary<string, long> acknowledged, CancellationToken stop)
    {
        try
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var name = $"{prefix}-{i}";
                var body = new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ConfigMap",
                    ["metadata"] = new JsonObject { ["name"] = name },
                    ["data"] = new JsonObject { ["text"] = new string('x', 200) },
                };
                acknowledged[name] = Version(await client.CreateAsync(ConfigMaps, body, stop));
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // the power is out: whether this one was stored nobody was told
        }
    }

    private static async Task CheckAsync(KubernetesClient client, ConcurrentDictionary<string, long> acknowledged)
    {
        var list = await client.ListAsync(ConfigMaps, null, CancellationToken.None);
        var stored = JsonNodes.GetArray(list, "items")!.OfType<JsonObject>()
            .ToDictionary(o => JsonNodes.GetString(o, "metadata", "name")!, Version, StringComparer.Ordinal);
        acknowledged.Where(a => !stored.TryGetValue(a.Key, out var version) || version != a.Value).Select(a => a.Key).ShouldBeEmpty();

        var last = Math.Max(acknowledged.Values.Max(), stored.Values.Max());
        Version(list).ShouldBeGreaterThanOrEqualTo(last);
        var probe = await client.CreateAsync(
            ConfigMaps,
            new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["generateName"] = "probe-" } },
            CancellationToken.None);
        Version(probe).ShouldBeGreaterThan(last);
    }

    private static long Version(JsonObject obj) =>
        long.Parse(JsonNodes.GetString(obj, "metadata", "resourceVersion")!, CultureInfo.InvariantCulture);
}
