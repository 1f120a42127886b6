using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authorization;
using Outrigger.Server.Reviewing;

namespace Outrigger.Server.Tests.Reviewing;

/// <summary>Answers are remembered by question: two that differ in anything that is told must never share one.</summary>
public sealed class AccessQuestionComparerTests
{
    private static readonly AccessQuestionComparer Comparer = AccessQuestionComparer.Instance;

    [Fact]
    public void Equals_IsWhatTheReviewsSay()
    {
        var (questions, again) = (Questions().ToArray(), Questions().ToArray());
        for (var i = 0; i < questions.Length; i++)
        {
            for (var k = 0; k < again.Length; k++)
            {
                var same = JsonNode.DeepEquals(ReviewBodies.OfAccess("v1", questions[i]), ReviewBodies.OfAccess("v1", again[k]));
                same.ShouldBe(i == k, $"the test's own questions {i} and {k}");
                Comparer.Equals(questions[i], again[k]).ShouldBe(same, $"questions {i} and {k}");
            }

            Comparer.GetHashCode(questions[i]).ShouldBe(Comparer.GetHashCode(again[i]));
        }
    }

    [Fact]
    public void Equals_PathOfAResource_DoesNotCount()
    {
        var question = Resource(Ann());
        Comparer.Equals(question, question with { Path = "/other" }).ShouldBeTrue();
        Comparer.GetHashCode(question).ShouldBe(Comparer.GetHashCode(question with { Path = "/other" }));
    }

    [Fact]
    public void SizeOf_CountsWhatAClientCanMakeLong()
    {
        var many = Enumerable.Repeat("g", 1000).ToArray();
        var pairs = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"k{i}=v"));
        AccessQuestionComparer.SizeOf(Resource(Ann())).ShouldBeLessThan(200);
        AccessQuestionComparer.SizeOf(Resource(Ann() with { Groups = many })).ShouldBeGreaterThan(10_000);
        AccessQuestionComparer.SizeOf(Resource(Ann(Extra("key", many)))).ShouldBeGreaterThan(10_000);
        AccessQuestionComparer.SizeOf(Resource(Ann()) with { Selectors = AccessSelectors.Of("", pairs) }).ShouldBeGreaterThan(10_000);
        AccessQuestionComparer.SizeOf(Resource(Ann()) with { Selectors = AccessSelectors.Of(pairs, "") }).ShouldBeGreaterThan(10_000);
    }

    private static IEnumerable<AuthorizationRequest> Questions()
    {
        var ann = Resource(Ann());
        yield return ann;
        yield return Resource(Ann() with { Name = "bob" });
        yield return Resource(Ann() with { Uid = "2" });
        yield return Resource(Ann() with { Groups = ["one"] });
        yield return Resource(Ann() with { Groups = ["two", "one"] });
        yield return Resource(Ann() with { Groups = ["one,two"] });
        yield return Resource(Ann(Extra("key", "a")));
        yield return Resource(Ann(Extra("key", "b")));
        yield return Resource(Ann(Extra("key", "a", "b")));
        yield return Resource(Ann(Extra("other", "a")));
        yield return ann with { Verb = "watch" };
        yield return ann with { Group = "other" };
        yield return ann with { Version = "v2" };
        yield return ann with { Resource = "gadgets" };
        yield return ann with { Subresource = "status" };
        yield return ann with { Namespace = "ns2" };
        yield return ann with { Name = "w2" };
        yield return ann with { Selectors = AccessSelectors.Of("", "a=b") };
        yield return ann with { Selectors = AccessSelectors.Of("", "a!=b") };
        yield return ann with { Selectors = AccessSelectors.Of("", "a in (b,c)") };
        yield return ann with { Selectors = AccessSelectors.Of("", "b=b") };
        yield return ann with { Selectors = AccessSelectors.Of("a=b", "") };
        yield return ann with { Selectors = AccessSelectors.Of("a!=b", "") };
        yield return ann with { Selectors = AccessSelectors.Of("a=c", "") };
        yield return new AuthorizationRequest(Ann(), "get", false, "/a");
        yield return new AuthorizationRequest(Ann(), "get", false, "/b");
        yield return new AuthorizationRequest(Ann(), "post", false, "/a");
        yield return new AuthorizationRequest(Ann(), "get", true, "/a");
    }

    private static UserInfo Ann(Dictionary<string, IReadOnlyList<string>>? extra = null) => new("ann", ["one", "two"], "1", extra);

    private static Dictionary<string, IReadOnlyList<string>> Extra(string key, params string[] values) => new() { [key] = values };

    private static AuthorizationRequest Resource(UserInfo user) => new(user, "list", true, "/a")
    {
        Group = "example.com",
        Version = "v1",
        Resource = "widgets",
        Namespace = "ns",
        Name = "w",
    };
}
