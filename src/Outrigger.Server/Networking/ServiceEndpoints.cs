using System.Net;

namespace Outrigger.Server.Networking;

/// <summary>Where a port of a Service leads to.</summary>
/// <param name="Problem">Why it leads nowhere; null when there are addresses.</param>
/// <param name="Addresses">Ready endpoints that may be dialled.</param>
public sealed record ServiceEndpoints(string? Problem, IReadOnlyList<IPEndPoint> Addresses);
