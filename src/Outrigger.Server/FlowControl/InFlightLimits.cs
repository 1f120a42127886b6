namespace Outrigger.Server.FlowControl;

/// <summary>How many requests may be under way at once (kube-apiserver's <c>--max-requests-inflight</c>). 0 is no limit.</summary>
/// <param name="Reads">get and list.</param>
/// <param name="Writes">Everything that changes something.</param>
public sealed record InFlightLimits(int Reads = 400, int Writes = 200);
