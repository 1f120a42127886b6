using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Tests.Rbac;

public sealed class RuleCoverageTests
{
    [Fact]
    public void Missing_HeldByStars_IsEmpty()
    {
        PolicyRule[] held = [new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] }];
        PolicyRule[] wanted = [new() { Verbs = ["get", "list"], ApiGroups = ["", "apps"], Resources = ["pods", "deployments/scale"] }];

        RuleCoverage.Missing(held, wanted).ShouldBeEmpty();
    }

    [Fact]
    public void Missing_RightOverOneName_DoesNotCoverAll()
    {
        PolicyRule[] held = [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"], ResourceNames = ["one"] }];
        PolicyRule[] wanted = [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] }];

        RuleCoverage.Missing(held, wanted).Count.ShouldBe(1);
    }

    [Fact]
    public void Describe_VerbsOfOneResource_StandTogether()
    {
        PolicyRule[] wanted =
        [
            new() { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["secrets", "pods"] },
            new() { Verbs = ["get"], NonResourceUrls = ["/x"] },
        ];

        RuleCoverage.Describe(RuleCoverage.Missing([], wanted)).ShouldBe(
            """
            {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}
            {APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}
            {NonResourceURLs:["/x"], Verbs:["get"]}
            """);
    }
}
