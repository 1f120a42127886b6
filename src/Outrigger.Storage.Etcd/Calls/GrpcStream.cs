using System.Net.Sockets;
using Google.Protobuf;

namespace Outrigger.Storage.Etcd.Calls;

/// <summary>An open stream each way. Reading is for one at a time.</summary>
internal sealed class GrpcStream<TRequest, TResponse>(
    GrpcMethod<TRequest, TResponse> method, GrpcSending sending, HttpResponseMessage response, Stream stream, int maxAnswer) : IDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public void Send(TRequest message) => sending.Add(message);

    /// <summary>The next message; null when the server ended the stream in order. Throws <see cref="GrpcException"/>.</summary>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var message = await GrpcFrames.ReadAsync(stream, method.Parser, maxAnswer, cancellationToken).ConfigureAwait(false);
            if (message is null)
            {
                GrpcStatus.Check(response.TrailingHeaders);
            }

            return message;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            throw GrpcStatus.From(e);
        }
    }

    public void Dispose()
    {
        sending.Complete();
        response.Dispose();
    }
}
