using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>Runs a theory with every kubectl version; with kinds, with every pair of version and kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachKubectlAttribute(params string[] kinds) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        ITheoryDataRow[] rows = kinds.Length == 0
            ? [.. KubectlVersions.All.Select(v => new TheoryDataRow(v))]
            : [.. KubectlVersions.All.SelectMany(v => kinds.Select(k => new TheoryDataRow(v, k)))];
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
