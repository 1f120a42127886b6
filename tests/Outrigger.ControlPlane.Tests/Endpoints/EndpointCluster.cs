using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Endpoints;

/// <summary>A cluster whose pods a test runs: it says where they are and how they are.</summary>
internal sealed class EndpointCluster : IAsyncDisposable
{
    public const string Slices = "endpointslices.discovery.k8s.io";

    private EndpointCluster(TestCluster cluster) => Cluster = cluster;

    public TestCluster Cluster { get; }

    public static async Task<EndpointCluster> StartAsync(params string[] controllers) => new(await TestCluster.StartAsync(
        o => o with { Controllers = [Controllers.ServiceAccount, .. controllers.Length > 0 ? controllers : [Controllers.EndpointSlice, Controllers.Endpoints, Controllers.GarbageCollector]] },
        new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))));

    public Task ServeAsync(string spec, string name = "web", string labels = "{}") => Cluster.CreateAsync(
        "services", $$"""{"metadata":{"name":"{{name}}","labels":{{labels}} },"spec":{{spec}} }""", "default");

    public async Task PodAsync(string name, string ip, bool ready = true, string labels = """{"app":"web"}""", string ports = "[]", string more = "")
    {
        await Cluster.CreateAsync(
            "pods",
            $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"spec":{ {{{more}}} "nodeName":"n1","containers":[{"name":"c","image":"i","ports":{{{ports}}} }]}}""",
            "default");
        await StatusAsync(name, $$"""{"phase":"Running","podIP":"{{ip}}","podIPs":[{"ip":"{{ip}}"}],"conditions":[{"type":"Ready","status":"{{ready}}"}]}""");
    }

    public Task StatusAsync(string pod, string status) => Cluster.UpdateStatusAsync("pods", pod, p => p["status"] = JsonNode.Parse(status), "default");

    public async Task<IReadOnlyList<JsonObject>> SlicesAsync(string service = "web") =>
    [
        .. (await Cluster.ListAsync(Slices, "default"))
            .Where(s => JsonNodes.GetString(s, "metadata", "labels", "kubernetes.io/service-name") == service)
            .OrderBy(s => JsonNodes.GetString(s, "metadata", "name"), StringComparer.Ordinal),
    ];

    /// <summary>Waits until the slices say what is wanted: <c>10.0.0.1:80/ready</c> for each endpoint, in order.</summary>
    public async Task SlicesSayAsync(string expected, string service = "web")
    {
        var said = "";
        try
        {
            await Cluster.EventuallyAsync(async () => (said = Say(await SlicesAsync(service))) == expected, expected);
        }
        catch (Exception e) when (said != expected)
        {
            throw new InvalidOperationException($"the slices say \"{said}\", not \"{expected}\"", e);
        }
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static string Say(IReadOnlyList<JsonObject> slices) => slices.Count == 0
        ? "none"
        : string.Join(' ', slices.SelectMany(s => (JsonNodes.GetArray(s, "endpoints") ?? []).OfType<JsonObject>().Select(e => Say(s, e))).Order(StringComparer.Ordinal));

    private static string Say(JsonObject slice, JsonObject endpoint)
    {
        var ports = (JsonNodes.GetArray(slice, "ports") ?? []).OfType<JsonObject>().Select(p => $"{JsonNodes.GetString(p, "name")}{JsonNodes.GetLong(p, "port")}");
        string[] conditions = [.. new[] { "ready", "serving", "terminating" }.Where(c => JsonNodes.GetBool(endpoint, "conditions", c) is true)];
        return $"{JsonNodes.StringList(endpoint["addresses"])[0]}:{string.Join(',', ports)}/{string.Join(',', conditions)}";
    }
}
