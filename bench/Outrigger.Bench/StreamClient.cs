using System.Net;

namespace Outrigger.Bench;

/// <summary>HTTP/2: one stream at a time of the connections that several clients share.</summary>
/// <param name="invoker">Who has the connections; not disposed here.</param>
/// <param name="server">The server's address.</param>
/// <param name="authorization">The header, when there is one.</param>
/// <param name="bufferSize">The largest piece of a body.</param>
internal sealed class StreamClient(HttpMessageInvoker invoker, Uri server, string? authorization, int bufferSize) : IClient
{
    private readonly byte[] buffer = new byte[bufferSize];
    private HttpResponseMessage? response;
    private Stream? body;

    public async ValueTask OpenAsync(Request request, CancellationToken cancellationToken)
    {
        response?.Dispose();
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(server, request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (request.Body is not null)
        {
            message.Content = new StringContent(request.Body);
            message.Content.Headers.ContentType = new(request.Type);
        }

        response = await invoker.SendAsync(message, cancellationToken);
        body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{request.Method} {request.Path}: {response.StatusCode} {await this.RestAsync(cancellationToken)}");
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
        buffer.AsMemory(0, await body!.ReadAsync(buffer, cancellationToken));

    public void Dispose() => response?.Dispose();
}
