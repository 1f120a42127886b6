using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;

namespace Outrigger.Storage.Etcd.Calls;

/// <summary>
/// gRPC to one server, over HTTP/2 (with prior knowledge where there is no TLS): one answer to one request, or a stream each way.
/// </summary>
internal sealed class GrpcChannel : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");
    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;

    public GrpcChannel(Uri address, HttpMessageHandler handler, TimeProvider time)
    {
        Address = address;
        http = new HttpMessageInvoker(handler);
        this.time = time;
    }

    public Uri Address { get; }

    /// <summary>The longest answer that is read, in bytes; default 256 MiB.</summary>
    public int MaxAnswer { get; init; } = 256 << 20;

    /// <summary>One call. Throws <see cref="GrpcException"/>, or <see cref="OperationCanceledException"/> when the caller gave up.</summary>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest message, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent(GrpcFrames.Write(message));
            using var request = Request(method.Path, content);
            request.Headers.TryAddWithoutValidation("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{(long)timeout.TotalMilliseconds}m"));
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            GrpcStatus.CheckHead(response);
            using var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            var answer = await GrpcFrames.ReadAsync(stream, method.Parser, MaxAnswer, either.Token).ConfigureAwait(false);

            // the status comes after the message
            _ = answer is not null && await stream.ReadAsync(new byte[1], either.Token).ConfigureAwait(false) > 0;
            GrpcStatus.Check(response.TrailingHeaders);
            return answer ?? throw new GrpcException(GrpcCode.Internal, "the answer is empty");
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw deadline.IsCancellationRequested
                ? new GrpcException(GrpcCode.DeadlineExceeded, $"no answer within {timeout.TotalSeconds:0.#} s", cause: e)
                : GrpcStatus.From(e);
        }
    }

    /// <summary>
    /// Opens a stream each way with a first message; returns when the server began to answer. The stream lives until it is disposed;
    /// the token is only for opening it.
    /// </summary>
    public async Task<GrpcStream<TRequest, TResponse>> OpenAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest first, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var sending = new GrpcSending();
        sending.Add(first);
        var request = Request(method.Path, sending);
        try
        {
            var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            try
            {
                GrpcStatus.CheckHead(response);
                var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
                return new GrpcStream<TRequest, TResponse>(method, sending, response, stream, MaxAnswer);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch (Exception e)
        {
            request.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw deadline.IsCancellationRequested
                ? new GrpcException(GrpcCode.DeadlineExceeded, $"no answer within {timeout.TotalSeconds:0.#} s", cause: e)
                : GrpcStatus.From(e);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(string path, HttpContent content)
    {
        content.Headers.ContentType = ContentType;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        // a member without a leader refuses at once instead of waiting for one
        request.Headers.TryAddWithoutValidation("hasleader", "true");
        return request;
    }
}
