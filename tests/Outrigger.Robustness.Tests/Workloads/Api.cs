using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.Robustness.Tests.Histories;
using Outrigger.Robustness.Tests.Serving;

namespace Outrigger.Robustness.Tests.Workloads;

/// <summary>The requests of the workload, to one server after another.</summary>
internal sealed class Api(IReadOnlyList<ServerProcess> servers) : IDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The answer; a code of 0 when there was none, of -1 when nothing was sent.</summary>
    public async Task<(int Code, JsonObject? Body)> SendAsync(HttpMethod method, string name, string query, JsonObject? body, CancellationToken stop)
    {
        if (PickServer() is not { } address)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (-1, null);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            using var request = Request(method, address, name, query, body);
            using var response = await http.SendAsync(request, patience.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return ((int)response.StatusCode, JsonNode.Parse(bytes) as JsonObject);
        }
        catch (Exception e) when (IsBroken(e))
        {
            return (0, null);
        }
    }

    /// <summary>The lines of a watch; a code other than 200 when there are none.</summary>
    public async Task<(int Code, StreamReader? Lines)> OpenWatchAsync(string query, CancellationToken stop)
    {
        if (PickServer() is not { } address)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (0, null);
        }

        try
        {
            using var request = Request(HttpMethod.Get, address, "", query, null);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                response.Dispose();
                return ((int)response.StatusCode, null);
            }

            return (200, new StreamReader(await response.Content.ReadAsStreamAsync(stop)));
        }
        catch (Exception e) when (IsBroken(e))
        {
            return (0, null);
        }
    }

    public static bool IsBroken(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or JsonException or ObjectDisposedException;

    public static ObjectState? Parse(JsonNode? obj)
    {
        if (obj?["metadata"] is not JsonObject metadata || metadata["name"] is null)
        {
            return null;
        }

        var color = metadata["labels"]?["color"]?.GetValue<string>() ?? "";
        return new ObjectState(metadata["name"]!.GetValue<string>(), obj["data"]?["value"]?.GetValue<string>() ?? "", color, Revision(obj));
    }

    public static long Revision(JsonNode obj) => long.Parse(obj["metadata"]!["resourceVersion"]!.GetValue<string>());

    public void Dispose() => http.Dispose();

    private Uri? PickServer() => servers[Random.Shared.Next(servers.Count)].Address;

    private static HttpRequestMessage Request(HttpMethod method, Uri address, string name, string query, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, new Uri(address, $"{ConfigMaps}{(name.Length > 0 ? "/" + name : "")}{query}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ServerProgram.Token);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        return request;
    }
}
