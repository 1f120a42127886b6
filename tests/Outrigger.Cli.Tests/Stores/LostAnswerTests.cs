using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Transport;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Cli.Tests.Stores;

/// <summary>Connections that break after a commit and before its answer (T-79), and an etcd that is away (T-78), as clients see them.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Write_WhoseAnswerIsLost_IsDoneOnce_AndTryingAgainTellsSo()
    {
        await using var server = await RunningServer.StartAsync(Data);
        await using var proxy = new CutProxy(server.Config.Server.ToString());
        using var client = new KubernetesClient(server.Config with { Server = new Uri($"https://127.0.0.1:{new Uri(proxy.Url).Port}") }, TimeProvider.System);
        var one = RunningServer.ConfigMaps with { Name = "one" };

        await LoseAsync(client, proxy, () => client.CreateAsync(RunningServer.ConfigMaps, Map("one", "1"), None), async () => await server.Client.FindAsync(one, None) is not null);
        var made = (await server.Client.FindAsync(one, None)).ShouldNotBeNull();
        (await Should.ThrowAsync<StatusException>(() => client.CreateAsync(RunningServer.ConfigMaps, Map("one", "1"), None))).Status.Reason.ShouldBe("AlreadyExists");
        ObjectWriter.ToText(await server.Client.FindAsync(one, None)).ShouldBe(ObjectWriter.ToText(made), "it was made once");

        var change = (JsonObject)made.DeepClone();
        change["data"]!["n"] = "2";
        await LoseAsync(client, proxy, () => client.ReplaceAsync(one, (JsonObject)change.DeepClone(), None), async () => await NumberAsync(server.Client, one) == "2");
        (await Should.ThrowAsync<StatusException>(() => client.ReplaceAsync(one, (JsonObject)change.DeepClone(), None))).Status.Reason.ShouldBe("Conflict");

        await LoseAsync(client, proxy, () => client.DeleteAsync(one, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" }, None), async () => await server.Client.FindAsync(one, None) is null);
        await client.CreateAsync(RunningServer.ConfigMaps, Map("one", "3"), None);
        (await NumberAsync(server.Client, one)).ShouldBe("3", "no deletion comes late");
    }

    [Fact]
    public async Task Etcd_ThatIsAway_Is503WithRetryAfter_ReadinessIsRed_AndAllIsWellWithoutARestart()
    {
        using var etcd = await EtcdCluster.StartAsync();
        await using var server = await RunningServer.StartAsync(Data, etcd.Urls);
        var seen = await server.CreateAsync("before");
        using var http = new HttpClient(TransportFactory.Create(server.Config)) { BaseAddress = server.Config.Server, Timeout = TimeSpan.FromSeconds(30) };
        const string Maps = "/api/v1/namespaces/default/configmaps";
        using var watch = new StreamReader(await http.GetStreamAsync(new Uri($"{Maps}?watch=true&resourceVersion={seen}", UriKind.Relative)));
        etcd.Members[0].Kill();

        using (var refused = await http.GetAsync(new Uri(Maps, UriKind.Relative)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        using (var body = new StringContent("""{"metadata":{"name":"never"}}""", System.Text.Encoding.UTF8, "application/json"))
        using (var refused = await http.PostAsync(new Uri(Maps, UriKind.Relative), body))
        {
            ((int)refused.StatusCode).ShouldBeInRange(500, 503);
        }

        (await http.GetStringAsync(new Uri($"{Maps}?resourceVersion=0", UriKind.Relative))).ShouldContain("\"before\"", Case.Sensitive, "from memory");
        (await http.GetAsync(new Uri("/readyz/etcd", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await http.GetAsync(new Uri("/livez", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        etcd.Members[0].Start();

        await Eventually.TrueAsync(
            async () => (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode == HttpStatusCode.OK, "the server to be ready", TimeSpan.FromSeconds(30));
        await server.CreateAsync("after");
        string? line;
        do
        {
            line = await watch.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        while (line is not null && !line.Contains("\"after\"", StringComparison.Ordinal));

        line.ShouldNotBeNull("the watch that was open goes on");
    }

    private static async Task LoseAsync(KubernetesClient client, CutProxy proxy, Func<Task> write, Func<ValueTask<bool>> arrived)
    {
        // a connection that is there already: a handshake would be held back too
        await client.ListAsync(RunningServer.ConfigMaps, null, None);
        proxy.HoldsAnswers = true;
        var writing = write();
        await Eventually.TrueAsync(arrived, "the write to arrive");
        proxy.Cut();
        proxy.HoldsAnswers = false;
        await Should.ThrowAsync<Exception>(writing);
    }

    private static async Task<string?> NumberAsync(KubernetesClient client, ResourcePath path) =>
        JsonNodes.GetString(await client.FindAsync(path, None), "data", "n");

    private static JsonObject Map(string name, string number) =>
        new() { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject { ["n"] = number } };
}
