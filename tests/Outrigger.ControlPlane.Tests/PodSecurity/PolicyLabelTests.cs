using Outrigger.ControlPlane.PodSecurity;

namespace Outrigger.ControlPlane.Tests.PodSecurity;

/// <summary>What the labels of a namespace mean.</summary>
public sealed class PolicyLabelTests
{
    [Theory]
    [InlineData("", "privileged:latest privileged:latest privileged:latest", 0)]
    [InlineData("other=x", "privileged:latest privileged:latest privileged:latest", 0)]
    [InlineData("enforce=baseline", "baseline:latest privileged:latest baseline:latest", 0)]
    [InlineData("enforce=baseline,enforce-version=v1.30", "baseline:v1.30 privileged:latest baseline:v1.30", 0)]
    [InlineData("enforce=baseline,enforce-version=v1.30,warn-version=v1.0", "baseline:v1.30 privileged:latest baseline:v1.0", 0)]
    [InlineData("enforce=restricted,warn=baseline,audit=restricted,audit-version=latest", "restricted:latest restricted:latest baseline:latest", 0)]
    [InlineData("enforce=baseline,warn=privileged", "baseline:latest privileged:latest privileged:latest", 0)]
    [InlineData("enforce=none", "restricted:latest privileged:latest privileged:latest", 1)]
    [InlineData("audit=none,warn=none", "privileged:latest privileged:latest privileged:latest", 2)]
    [InlineData("enforce-version=v1.01", "privileged:latest privileged:latest privileged:latest", 1)]
    [InlineData("enforce-version=v1.", "privileged:latest privileged:latest privileged:latest", 1)]
    [InlineData("enforce-version=v2.1", "privileged:latest privileged:latest privileged:latest", 1)]
    [InlineData("enforce-version=v1.99999999999999999999", "privileged:latest privileged:latest privileged:latest", 1)]
    public void Of_Labels_IsThePolicy(string labels, string expected, int errors)
    {
        var policy = NamespacePolicy.Of(labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('='))
            .ToDictionary(l => NamespacePolicy.Prefix + l[0], l => l[1], StringComparer.Ordinal));

        $"{policy.Enforce} {policy.Audit} {policy.Warn}".ShouldBe(expected);
        policy.Errors.Count.ShouldBe(errors);
    }
}
