namespace Outrigger.ApiMachinery.Apply;

/// <summary>One key of a list item.</summary>
/// <param name="Name">The field.</param>
/// <param name="Value">A <c>long</c>, <c>double</c>, <c>string</c>, <c>bool</c> or null.</param>
public readonly record struct KeyField(string Name, object? Value);
