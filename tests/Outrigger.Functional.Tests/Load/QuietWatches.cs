using System.Net;
using System.Net.Http.Headers;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;

namespace Outrigger.Functional.Tests.Load;

/// <summary>Many watches that are told nothing, over HTTP/1.1 a connection each, over HTTP/2 fifty on a connection, as client-go does it.</summary>
internal sealed class QuietWatches(ClientConfig config, Version version) : IDisposable
{
    private const int StreamsOfConnection = 50;
    private const int OpeningAtATime = 8;
    private readonly List<HttpClient> clients = [];
    private readonly List<HttpResponseMessage> answers = [];

    /// <summary>Opens so many; each is there when its answer has begun.</summary>
    public async Task OpenAsync(string path, int count, CancellationToken cancellationToken)
    {
        for (var opened = 0; opened < count; opened += StreamsOfConnection)
        {
            var client = new HttpClient(TransportFactory.Create(config)) { BaseAddress = config.Server, Timeout = Timeout.InfiniteTimeSpan };
            clients.Add(client);
            foreach (var some in Enumerable.Range(0, Math.Min(StreamsOfConnection, count - opened)).Chunk(OpeningAtATime))
            {
                answers.AddRange(await Task.WhenAll(some.Select(_ => OpenAsync(client, path, cancellationToken))));
            }
        }
    }

    public void Dispose()
    {
        answers.ForEach(a => a.Dispose());
        clients.ForEach(c => c.Dispose());
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=true&resourceVersion=0");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer;
    }
}
