using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Tests.Rbac;

public sealed class RuleCoverageTests
{
    [Fact]
    public void Missing_HeldByStars_IsEmpty()
    {
        PolicyRule[] held = [new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] }];
        PolicyRule[] wanted = [new() { Verbs = ["get", "list"], ApiGroups = ["", "apps"], Resources = ["pods", "deployments/scale"] }];

        Missing(held, wanted).ShouldBeEmpty();
    }

    [Fact]
    public void Missing_RightOverOneName_DoesNotCoverAll()
    {
        PolicyRule[] held = [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"], ResourceNames = ["one"] }];
        PolicyRule[] wanted = [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] }];

        Missing(held, wanted).Count().ShouldBe(1);
    }

    [Fact]
    public void Describe_VerbsOfOneResource_StandTogether()
    {
        PolicyRule[] wanted =
        [
            new() { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["secrets", "pods"] },
            new() { Verbs = ["get"], NonResourceUrls = ["/x"] },
        ];

        RuleCoverage.Describe(Missing([], wanted)).ShouldBe(
            """
            {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}
            {APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}
            {NonResourceURLs:["/x"], Verbs:["get"]}
            """);
    }

    [Fact]
    public void Describe_MoreThanAnybodyReads_IsCut()
    {
        string[] many = [.. Enumerable.Range(0, 2_000).Select(n => $"n{n}")];
        PolicyRule[] wanted = [new() { Verbs = many, ApiGroups = many, Resources = many }];

        RuleCoverage.Effort([], wanted).ShouldBe(8e9);
        var text = RuleCoverage.Describe(Missing([], wanted));

        text.Length.ShouldBeLessThan(500_000);
        text.ShouldEndWith("\nand more");
    }

    [Fact]
    public void Missing_OfACancelledRequest_Stops() => Should.Throw<OperationCanceledException>(() => RuleCoverage
        .Missing([], [new() { Verbs = ["get"], NonResourceUrls = ["/x"] }], new CancellationToken(canceled: true)).Count());

    private static IEnumerable<PolicyRule> Missing(PolicyRule[] held, PolicyRule[] wanted) =>
        RuleCoverage.Missing(held, wanted, TestContext.Current.CancellationToken);
}
