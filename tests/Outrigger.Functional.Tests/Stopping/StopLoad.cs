using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;

namespace Outrigger.Functional.Tests.Stopping;

/// <summary>Clients that go on until their server is gone: requests, each with an audit id of its own, and watches.</summary>
internal sealed class StopLoad : IDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private readonly List<HttpClient> clients = [];
    private readonly ClientConfig config;

    public StopLoad(ClientConfig config) => this.config = config;

    /// <summary>Ids of requests that were answered, with the code.</summary>
    public ConcurrentDictionary<string, int> Answered { get; } = new();

    /// <summary>Ids of requests that failed, and how.</summary>
    public ConcurrentDictionary<string, string> Failed { get; } = new();

    /// <summary>Asks one thing after the other until no connection is accepted any more.</summary>
    public async Task AskAsync(int worker, Version version)
    {
        var client = Client();
        for (var i = 0; ; i++)
        {
            var id = $"load-{worker}-{i}";
            using var request = i % 3 == 0
                ? new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = new StringContent($"{{\"metadata\":{{\"name\":\"{id}\"}}}}", Encoding.UTF8, "application/json") }
                : new HttpRequestMessage(HttpMethod.Get, i % 3 == 1 ? $"{ConfigMaps}/load-{worker}-{i - 1}" : $"{ConfigMaps}?limit=50");
            request.Headers.Add("Audit-ID", id);
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            try
            {
                using var answer = await client.SendAsync(request);
                await answer.Content.ReadAsByteArrayAsync();
                Answered[id] = (int)answer.StatusCode;
            }
            catch (HttpRequestException e)
            {
                Failed[id] = e.Message;
                return;
            }
        }
    }

    /// <summary>Watches a collection until the stream ends; throws when it does not end between two events.</summary>
    public async Task WatchAsync(string path, string id, Version version, TaskCompletionSource begun)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=true&resourceVersion=0");
        request.Headers.Add("Audit-ID", id);
        (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        using var answer = await Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        begun.TrySetResult();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        var buffer = new char[8192];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
        }

        (text.Length == 0 || text[^1] == '\n').ShouldBeTrue("the last event is whole");
    }

    /// <summary>The code of a page.</summary>
    public async Task<int> CodeAsync(string path)
    {
        using var answer = await clients[0].GetAsync(path);
        return (int)answer.StatusCode;
    }

    public void Dispose() => clients.ForEach(c => c.Dispose());

    public HttpClient Client()
    {
        var client = new HttpClient(TransportFactory.Create(config)) { BaseAddress = config.Server };
        lock (clients)
        {
            clients.Add(client);
        }

        return client;
    }
}
