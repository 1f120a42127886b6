using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Reviews;

public sealed class ReviewTests(ReviewTests.Shared shared) : IClassFixture<ReviewTests.Shared>
{
    private const string Authorization = "authorization.k8s.io";
    private readonly TestCluster cluster = shared.Cluster;

    [Fact]
    public async Task SelfSubjectAccessReview_Discovery_IsAllowedWithReason()
    {
        var review = await cluster.CreateAsync(
            $"selfsubjectaccessreviews.{Authorization}",
            """{"spec":{"nonResourceAttributes":{"path":"/apis","verb":"get"}}}""",
            user: TestCluster.Alice);

        ObjectWriter.ToText(review["status"]).ShouldBe(
            """
            {"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \"system:discovery\" to Group \"system:authenticated\""}
            """);
    }

    [Fact]
    public async Task SubjectAccessReview_Masters_AreAllowedEverything()
    {
        var review = await cluster.CreateAsync(
            $"subjectaccessreviews.{Authorization}",
            """{"spec":{"user":"x","groups":["system:masters"],"resourceAttributes":{"verb":"delete","resource":"nodes"}}}""");

        ObjectWriter.ToText(review["status"]).ShouldBe("""{"allowed":true}""");
    }

    [Theory]
    [InlineData("""{"spec":{"user":"a"}}""", "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("""{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""", "spec.user: Invalid value: \"\": at least one of user or group must be specified")]
    [InlineData("""{"spec":{"user":"a","resourceAttributes":{"verb":"get","resource":"pods"},"nonResourceAttributes":{"path":"/","verb":"get"}}}""", "spec.nonResourceAttributes: Invalid value: {\"Path\":\"/\",\"Verb\":\"get\"}: cannot be specified in combination with resourceAttributes")]
    public async Task SubjectAccessReview_Incomplete_IsRefused(string json, string fault)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync($"subjectaccessreviews.{Authorization}", json));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldBe($".authorization.k8s.io \"\" is invalid: {fault}");
    }

    [Fact]
    public async Task LocalSubjectAccessReview_OtherNamespace_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            $"localsubjectaccessreviews.{Authorization}",
            """{"spec":{"user":"a","resourceAttributes":{"namespace":"kube-system","verb":"get","resource":"pods"}}}""",
            "default"));

        refused.Status.Message.ShouldContain(
            "spec.resourceAttributes.namespace: Invalid value: \"kube-system\": must match metadata.namespace");
    }

    [Fact]
    public async Task RulesReview_User_ListsRulesOfBindingsOnce()
    {
        var review = await cluster.CreateAsync(
            $"selfsubjectrulesreviews.{Authorization}", """{"spec":{"namespace":"default"}}""", user: TestCluster.Alice);

        JsonNodes.GetBool(review, "status", "incomplete").ShouldBe(false);
        ((JsonArray)review["status"]!["resourceRules"]!).Count.ShouldBe(2);
        ((JsonArray)review["status"]!["nonResourceRules"]!).Count.ShouldBe(2);
    }

    [Fact]
    public async Task SelfSubjectReview_User_TellsEverythingKnown()
    {
        var user = new UserInfo(
            "alice", ["dev"], "u-1", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["scopes"] = ["a", "b"] });

        var review = await cluster.CreateAsync("selfsubjectreviews.authentication.k8s.io", "{}", user: user);

        ObjectWriter.ToText(review["status"]).ShouldBe(
            """{"userInfo":{"extra":{"scopes":["a","b"]},"groups":["dev"],"uid":"u-1","username":"alice"}}""");
    }

    [Fact]
    public async Task TokenReview_Nonsense_IsNotAuthenticated()
    {
        var review = await cluster.CreateAsync("tokenreviews.authentication.k8s.io", """{"spec":{"token":"nonsense"}}""");

        ObjectWriter.ToText(review["status"]).ShouldBe("""{"error":"invalid bearer token","user":{}}""");
    }

    [Fact]
    public async Task TokenReview_WithoutToken_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync("tokenreviews.authentication.k8s.io", """{"spec":{}}"""));

        refused.Status.Message.ShouldBe("token is required for TokenReview in authentication");
    }

    /// <summary>One control plane for all tests: reviews change nothing.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal TestCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
