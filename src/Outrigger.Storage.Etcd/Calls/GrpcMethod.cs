using Google.Protobuf;

namespace Outrigger.Storage.Etcd.Calls;

/// <summary>A method: its path, and how its answers are read.</summary>
internal sealed record GrpcMethod<TRequest, TResponse>(string Path, MessageParser<TResponse> Parser)
    where TRequest : IMessage<TRequest>
    where TResponse : IMessage<TResponse>;
