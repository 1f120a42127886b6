namespace Outrigger.Architecture.Tests;

/// <summary>What a user writes for a served kind, counted: every line that is not blank.</summary>
public sealed class SampleTests
{
    [Fact]
    public void WidgetServer_WithoutReconciler_HasAtMost100Lines() =>
        Count(f => !f.EndsWith("Reconciler.cs", StringComparison.Ordinal) && !f.EndsWith("Policy.cs", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(100);

    [Fact]
    public void WidgetReconciler_HasAtMost40Lines() =>
        Count(f => f.EndsWith("Reconciler.cs", StringComparison.Ordinal)).ShouldBeInRange(10, 40);

    [Fact]
    public void WidgetPolicy_HasAtMost40Lines() =>
        Count(f => f.EndsWith("Policy.cs", StringComparison.Ordinal)).ShouldBeInRange(10, 40);

    private static int Count(Func<string, bool> wanted) =>
        Repository.Sources("samples/WidgetApiServer").Where(f => wanted(f.Path)).Sum(f => f.Lines.Count(l => l.Trim().Length > 0));
}
