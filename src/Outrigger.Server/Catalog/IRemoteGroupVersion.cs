using Outrigger.Server.Requests;

namespace Outrigger.Server.Catalog;

/// <summary>A group version that another server answers: the aggregator's side of the catalog.</summary>
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
}
