namespace Outrigger.Robustness.Tests.Histories;

/// <summary>The answer to a list.</summary>
/// <param name="Revision">Of the list.</param>
/// <param name="Color">The selector; null for everything.</param>
internal sealed record ListHistory(long Revision, string? Color, IReadOnlyList<ObjectState> Items);
