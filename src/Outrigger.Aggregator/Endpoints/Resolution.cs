using System.Collections.Immutable;
using System.Net;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>Where a Service's port leads to.</summary>
/// <param name="Reason">Why it leads nowhere, as a word of the Available condition; null when the endpoints are good.</param>
/// <param name="Message">The same for people.</param>
/// <param name="Endpoints">Ready addresses; empty when there is a reason.</param>
internal sealed record Resolution(string? Reason, string Message, ImmutableArray<IPEndPoint> Endpoints)
{
    /// <summary>No way, and why.</summary>
    public static Resolution Fail(string reason, string message) => new(reason, message, []);

    /// <summary>Whether both lead to the same places.</summary>
    public bool Equals(Resolution? other) =>
        other is not null && Reason == other.Reason && Message == other.Message && Endpoints.SequenceEqual(other.Endpoints);

    public override int GetHashCode() => HashCode.Combine(Reason, Message, Endpoints.Length);
}
