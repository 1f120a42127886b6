using Outrigger.Aggregator.Tests.Proxy;
using Outrigger.Server.Http;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-28: the query that was authorised is the query that is forwarded.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("watch=true;x")]
    [InlineData("watch=true;fieldSelector=metadata.name%3Da")]
    [InlineData("a=%zz")]
    [InlineData("%zz=a")]
    [InlineData("a=%4")]
    public async Task Query_ThatReadersUnderstandDifferently_Is400(string query)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.SendAsync($"GET /apis/shop.io/v1/namespaces/x/orders?{query} HTTP/1.1");

        answer.ShouldStartWith("HTTP/1.1 400");
        gateway.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "watch=1&watch=0")]
    [InlineData("GET", "watch=0&watch=1")]
    [InlineData("GET", "%77atch=true")]
    [InlineData("GET", "Watch=true")]
    [InlineData("GET", "labelSelector=a%3Db&labelSelector=c")]
    [InlineData("GET", "fieldSelector=metadata.name%3Da&fieldSelector=metadata.name%3Db")]
    [InlineData("GET", "fieldSelector=metadata.name%3Da%26watch")]
    [InlineData("GET", "fieldSelector=metadata.name%3Da+b")]
    [InlineData("GET", "a=b#watch=true")]
    [InlineData("DELETE", "dryRun=All&dryRun=None")]
    [InlineData("DELETE", "dryRun=All&dryRun=All")]
    [InlineData("GET", "a[]=1&a[0]=2&a.b=3")]
    [InlineData("GET", "a=%00&b=%0d%0aX-Remote-User:%20admin")]
    public async Task Query_AnyOther_ArrivesAsItWasRead(string method, string query)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.SendAsync($"{method} /apis/shop.io/v1/namespaces/x/orders?{query} HTTP/1.1");

        if (gateway.Seen.Count == 0)
        {
            answer.ShouldStartWith("HTTP/1.1 400");
            return;
        }

        var seen = gateway.Seen.Single();
        var forwarded = QueryParameters.Parse(seen.Target.Contains('?', StringComparison.Ordinal) ? seen.Target[seen.Target.IndexOf('?', StringComparison.Ordinal)..] : "");
        ByKey(forwarded).ShouldBe(ByKey(gateway.Info!.Query));
        seen.Values("X-Remote-User").ShouldBe(["alice"]);
        gateway.Info.Verb.ShouldBe(Verb(method, forwarded), "the other server decides about the same verb");
        gateway.Info.Name.ShouldBe(forwarded.First("fieldSelector") is { } fields && fields.StartsWith("metadata.name=", StringComparison.Ordinal) ? fields["metadata.name=".Length..] : "");
    }

    private static List<string> ByKey(QueryParameters query) =>
        [.. query.Pairs.GroupBy(p => p.Key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}={string.Join('|', g.Select(p => p.Value))}")];

    private static string Verb(string method, QueryParameters query) =>
        method == "DELETE" ? "deletecollection" : query.First("watch") is "1" or "true" ? "watch" : "list";
}
