namespace Outrigger.ApiMachinery.Apply;

/// <summary>Who writes.</summary>
/// <param name="Manager">The field manager; empty for <c>unknown</c>.</param>
/// <param name="Subresource">What it writes through; empty for the object itself.</param>
/// <param name="Now">When.</param>
public sealed record FieldWriter(string Manager, string Subresource, DateTimeOffset Now);
