namespace Outrigger.Storage.Contract;

/// <summary>A read of the keys that start with a prefix, in ordinal key order.</summary>
/// <param name="Prefix">Ends with <c>/</c>, or is one whole key, or is empty for everything.</param>
/// <param name="AfterKey">Where a page goes on: keys strictly greater than this one; null from the start.</param>
/// <param name="Limit">At most this many records; 0 for all.</param>
/// <param name="Revision">The state as of this revision; 0 for the newest.</param>
public sealed record RangeQuery(string Prefix, string? AfterKey = null, int Limit = 0, long Revision = 0);
