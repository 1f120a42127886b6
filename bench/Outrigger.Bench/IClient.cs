namespace Outrigger.Bench;

/// <summary>Asks a server one thing at a time, as one lane of a load does.</summary>
internal interface IClient : IDisposable
{
    /// <summary>Sends a request and waits for the head of the answer. HttpRequestException when it is no success.</summary>
    ValueTask OpenAsync(Request request, CancellationToken cancellationToken);

    /// <summary>The next piece of the body, good until the next call; empty at its end.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);
}
