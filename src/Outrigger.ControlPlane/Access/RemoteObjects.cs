using Outrigger.Client.Rest;

namespace Outrigger.ControlPlane.Access;

/// <summary>How objects of other servers are reached.</summary>
/// <param name="Client">Enters our own pipeline; null until the server is up.</param>
/// <param name="Holdings">What is known when a server does not answer.</param>
internal sealed record RemoteObjects(Func<KubernetesClient?> Client, RemoteHoldings Holdings);
