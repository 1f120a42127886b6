using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>
/// Runs a theory with every kubectl version; with kinds, with every pair of version and kind. Versions that only a full run has are of the
/// category "full".
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachKubectlAttribute(params string[] kinds) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        ITheoryDataRow[] rows = [.. KubectlVersions.Usual.SelectMany(Rows), .. KubectlVersions.Further.SelectMany(Rows).Select(Full)];
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    private IEnumerable<TheoryDataRow> Rows(string version) =>
        kinds.Length == 0 ? [new TheoryDataRow(version)] : kinds.Select(k => new TheoryDataRow(version, k));

    private static TheoryDataRow Full(TheoryDataRow row) => row.WithTrait("category", "full");
}
