namespace Outrigger.Robustness.Tests.Histories;

/// <summary>What is in the store itself: every change in (After, Through], read past the server.</summary>
internal sealed record StoredHistory(long After, long Through, IReadOnlyList<Change> Changes)
{
    /// <summary>The newest revision that any client had been told when the store was read.</summary>
    public long Told { get; init; }
}
