namespace Outrigger.Storage.Objects;

/// <summary>One selectable field of a kind.</summary>
/// <param name="Label">What a field selector calls it: <c>spec.nodeName</c>.</param>
/// <param name="Path">Where its value is, dotted; null when that is the label itself.</param>
/// <param name="Fallback">Where to look when nothing is at <paramref name="Path"/> (the source of events).</param>
/// <param name="Default">The value when there is none: <c>false</c> for booleans.</param>
public sealed record FactPath(string Label, string? Path = null, string? Fallback = null, string Default = "");
