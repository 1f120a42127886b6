namespace Outrigger.Aggregator.Endpoints;

/// <summary>Whose turn it is among the endpoints of one APIService: with one count for all, requests that take turns would miss some.</summary>
internal sealed class EndpointTurn
{
    private uint last;

    /// <summary>Counts on, from 1; goes round.</summary>
    public uint Next() => Interlocked.Increment(ref last);
}
