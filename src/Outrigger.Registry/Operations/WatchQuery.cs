namespace Outrigger.Registry.Operations;

/// <summary>The parameters of a watch, as the request gave them; the registry judges them.</summary>
/// <param name="LabelSelector">Empty for all.</param>
/// <param name="FieldSelector">Empty for all.</param>
/// <param name="ResourceVersion">Empty, <c>0</c> or a revision.</param>
/// <param name="ResourceVersionMatch">Empty or <c>NotOlderThan</c>.</param>
/// <param name="AllowBookmarks">Whether bookmarks may be sent.</param>
/// <param name="SendInitialEvents">Watch-list (KEP-3157): the state first, then a marked bookmark; null when not given.</param>
public sealed record WatchQuery(
    string LabelSelector = "",
    string FieldSelector = "",
    string ResourceVersion = "",
    string ResourceVersionMatch = "",
    bool AllowBookmarks = false,
    bool? SendInitialEvents = null)
{
    /// <summary>A parameter of lists, refused here.</summary>
    public string Continue { get; init; } = "";
}
