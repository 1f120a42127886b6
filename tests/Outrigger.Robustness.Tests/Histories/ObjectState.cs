namespace Outrigger.Robustness.Tests.Histories;

/// <summary>What a client saw of an object.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">No two writes of a run write the same.</param>
/// <param name="Color">What selectors select by.</param>
/// <param name="Revision">Its resourceVersion.</param>
internal sealed record ObjectState(string Key, string Value, string Color, long Revision)
{
    /// <summary>Whether a watch or list with that selector shows it; null selects everything.</summary>
    public bool Matches(string? color) => color is null || string.Equals(Color, color, StringComparison.Ordinal);

    /// <summary>Whether it is the same but for the revision.</summary>
    public bool SameContent(ObjectState other) => this with { Revision = 0 } == other with { Revision = 0 };
}
