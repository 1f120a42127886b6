namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>What is known of a target; belongs to <see cref="SharedConnections"/>.</summary>
internal sealed class TargetConnections
{
    /// <summary>Those that take streams, the oldest first.</summary>
    public List<Http2Connection> Connections { get; } = [];

    /// <summary>Whether it chose HTTP/1.1 the last time, so that nobody waits for another's connection.</summary>
    public bool IsHttp1 { get; set; }

    /// <summary>When it last said that it requires HTTP/1.1, as a timestamp; null when a connection spoke HTTP/2 since.</summary>
    public long? RequiredHttp1At { get; set; }

    /// <summary>Ends when a connection that is being opened is there, or with its failure.</summary>
    public TaskCompletionSource<UpstreamException?>? Dialing { get; set; }

    /// <summary>Whether nothing is lost by forgetting it.</summary>
    public bool IsUnused => Connections.Count == 0 && Dialing is null;
}
