namespace Outrigger.Robustness.Tests.Histories;

/// <summary>All that a run has recorded.</summary>
internal sealed class Evidence
{
    public List<Operation> Operations { get; init; } = [];

    public List<WatchHistory> Watches { get; init; } = [];

    public List<ListHistory> Lists { get; init; } = [];

    public List<StoredHistory> Stored { get; init; } = [];
}
