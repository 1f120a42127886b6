namespace Outrigger.Aggregator.Upstream;

/// <summary>One header line.</summary>
internal readonly record struct HeaderField(string Name, string Value)
{
    /// <summary>Whether the name is this one; case does not count.</summary>
    public bool Is(string name) => Name.Length == name.Length && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
