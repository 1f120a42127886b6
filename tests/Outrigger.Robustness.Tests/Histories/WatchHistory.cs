namespace Outrigger.Robustness.Tests.Histories;

/// <summary>One watch request, from the revision that it asked for to its end.</summary>
internal sealed class WatchHistory
{
    /// <summary>How reports call it.</summary>
    public required string Name { get; init; }

    /// <summary>The selector; null for everything.</summary>
    public string? Color { get; init; }

    /// <summary>The revision that it asked for: of a list, of an event or of a bookmark.</summary>
    public required long Start { get; init; }

    /// <summary>What the client knew at that revision, of the keys that the selector selects.</summary>
    public required IReadOnlyDictionary<string, ObjectState> Known { get; init; }

    /// <summary>In the order in which they arrived.</summary>
    public List<WatchEvent> Events { get; init; } = [];

    /// <summary>How far it got: nothing is said of what comes after.</summary>
    public long End => Events.Count == 0 ? Start : Math.Max(Start, Events[^1].Revision);
}
