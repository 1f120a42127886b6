using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Operations;

/// <summary>A page of a list.</summary>
/// <param name="ResourceVersion">The revision of the state that was read; 0 when the resource has none (computed lists).</param>
/// <param name="Items">In key order, in the version of the request.</param>
/// <param name="Continue">The token of the next page; empty on the last.</param>
/// <param name="RemainingItemCount">How many are left after this page; null when not known.</param>
public sealed record ObjectList(
    long ResourceVersion,
    IReadOnlyList<StoredObject> Items,
    string Continue = "",
    long? RemainingItemCount = null);
