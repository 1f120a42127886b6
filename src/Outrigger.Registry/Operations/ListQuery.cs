namespace Outrigger.Registry.Operations;

/// <summary>The parameters of a list, as the request gave them; the registry judges them.</summary>
/// <param name="LabelSelector">Empty for all.</param>
/// <param name="FieldSelector">Empty for all.</param>
/// <param name="Limit">0 for no paging.</param>
/// <param name="Continue">The token of an earlier page; empty for the first.</param>
/// <param name="ResourceVersion">Empty, <c>0</c> or a revision.</param>
/// <param name="ResourceVersionMatch">Empty, <c>Exact</c> or <c>NotOlderThan</c>.</param>
public sealed record ListQuery(
    string LabelSelector = "",
    string FieldSelector = "",
    long Limit = 0,
    string Continue = "",
    string ResourceVersion = "",
    string ResourceVersionMatch = "")
{
    /// <summary>A parameter of watches, refused here; null when not given.</summary>
    public bool? SendInitialEvents { get; init; }
}
