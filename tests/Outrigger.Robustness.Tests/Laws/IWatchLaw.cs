using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>One thing that every watch promises.</summary>
internal interface IWatchLaw
{
    /// <summary>How reports call it.</summary>
    string Name { get; }

    /// <summary>What breaks it, one text each.</summary>
    IEnumerable<string> Check(WatchHistory watch, ChangeLog changes);
}
