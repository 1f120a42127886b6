namespace Outrigger.Robustness.Tests.Histories;

/// <summary>A validator that found something wrong, and what.</summary>
internal sealed record Violation(string Validator, string What)
{
    public override string ToString() => $"{Validator}: {What}";
}
