namespace Outrigger.Storage.Contract;

/// <summary>The answer to a <see cref="RangeQuery"/>.</summary>
/// <param name="Records">In ordinal key order.</param>
/// <param name="Revision">The revision of the state that was read.</param>
/// <param name="More">Whether the limit cut records off.</param>
public sealed record RangePage(IReadOnlyList<StoreRecord> Records, long Revision, bool More);
