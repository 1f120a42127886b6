using Outrigger.Server.Requests;

namespace Outrigger.Server.Catalog;

/// <summary>
/// A group version that is answered as a whole, discovery too: by another server behind the aggregator, or by a part of this one
/// whose resources are not known beforehand.
/// </summary>
public interface IRemoteGroupVersion
{
    /// <summary>Answers the request, authorised already, whatever it is below the group version.</summary>
    Task ServeAsync(RequestContext request);

    /// <summary>
    /// What the other server last said it serves: the aggregated-discovery entry of this version as UTF-8 JSON
    /// (apidiscovery.k8s.io/v2 APIVersionDiscovery); null when it is not known.
    /// </summary>
    ReadOnlyMemory<byte>? Discovery { get; }

    /// <summary>Whether the server cannot be reached now: discovery shows the version as Stale.</summary>
    bool IsStale { get; }

    /// <summary>The same as <see cref="Discovery"/>, but kept while the server cannot be reached; null when it never told.</summary>
    ReadOnlyMemory<byte>? LastDiscovery => Discovery;

    /// <summary>Since when no request is passed on; null while they are, and when that is not known.</summary>
    DateTimeOffset? UnavailableSince => null;

    /// <summary>A point in the order of the writes that were passed on.</summary>
    long WriteMark => 0;

    /// <summary>Whether a write into a namespace was passed on after a mark, or was under way at it; true when that is not known.</summary>
    bool WasWrittenSince(string ns, long mark) => true;
}
