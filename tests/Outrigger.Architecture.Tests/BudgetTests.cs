using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Outrigger.Architecture.Tests;

/// <summary>The size budgets of ARCHITECTURE.md. Method length is an analyzer's business (MA0051).</summary>
public sealed partial class BudgetTests
{
    [Fact]
    public void Files_InSource_HaveAtMost400Lines() =>
        Repository.Sources("src").Where(f => f.Lines.Length > 400).Select(f => $"{f.Path}: {f.Lines.Length}").ShouldBeEmpty();

    [Fact]
    public void Files_InTests_HaveAtMost600Lines() =>
        Repository.Sources("tests").Where(f => f.Lines.Length > 600).Select(f => $"{f.Path}: {f.Lines.Length}").ShouldBeEmpty();

    [Fact]
    public void Files_InSource_HaveAMedianOfAtMost60Lines()
    {
        var lengths = Repository.Sources("src").Select(f => f.Lines.Length).Order().ToList();
        lengths[lengths.Count / 2].ShouldBeLessThanOrEqualTo(60);
    }

    [Fact]
    public void Sources_HaveNoRegions() =>
        Repository.Sources("src").Where(f => f.Lines.Any(l => l.TrimStart().StartsWith("#region", StringComparison.Ordinal)))
            .Select(f => f.Path).ShouldBeEmpty();

    [Fact]
    public void Partial_IsUsedForGeneratedCodeOnly() =>
        Repository.Sources("src")
            .Where(f => f.Lines.Any(l => PartialType().IsMatch(l)))
            .Where(f => !f.Lines.Any(l => l.Contains("[GeneratedRegex(", StringComparison.Ordinal)
                || l.Contains("[LoggerMessage(", StringComparison.Ordinal)
                || l.Contains("[JsonSerializable(", StringComparison.Ordinal)))
            .Select(f => f.Path).ShouldBeEmpty();

    [Fact]
    public void Constructors_HaveAtMostSixParameters() =>
        Assemblies().SelectMany(a => a.GetTypes())
            .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .SelectMany(t => t.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(c => c.GetParameters().Length > 6)
            .Select(c => $"{c.DeclaringType}: {c.GetParameters().Length}")
            .ShouldBeEmpty();

    private static IEnumerable<Assembly> Assemblies() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("Outrigger.", StringComparison.Ordinal) || name == "outrigger.dll"))
            .Where(p => !p.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(Assembly.LoadFrom);

    [GeneratedRegex(@"^\s*(public|internal|private)?\s*(static|sealed|abstract|readonly|\s)*\s*partial (class|record|struct)", RegexOptions.NonBacktracking)]
    private static partial Regex PartialType();
}
