using Microsoft.AspNetCore.Http;
using Outrigger.Aggregator.Tests.Proxy;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-28: the other server reads in the query what was authorised, not what a laxer reader would find in it.</summary>
public sealed class QueryParityTests
{
    private const string Orders = "/apis/shop.io/v1/namespaces/x/orders";

    [Theory]
    [InlineData("watch=true%3Bx", "watch", "watch=true%3Bx")]
    [InlineData("watch=false&watch=true", "list", "watch=false&watch=true")]
    [InlineData("%77atch=true", "watch", "watch=true")]
    [InlineData("dryRun=All&dryRun=None", "list", "dryRun=All&dryRun=None")]
    [InlineData("labelSelector=a&labelSelector=b", "list", "labelSelector=a&labelSelector=b")]
    public async Task Query_AnyForm_MeansTheSameToBoth(string query, string verb, string forwarded)
    {
        await using var gateway = await Gateway.StartAsync();

        await gateway.ForwardAsync($"GET {Orders}?{query} HTTP/1.1");

        var target = gateway.Seen.Single().Target;
        target.ShouldBe(forwarded.Length == 0 ? Orders : $"{Orders}?{forwarded}");
        gateway.Info!.Verb.ShouldBe(verb);
        Parse(target).Verb.ShouldBe(verb, "what the other server authorises");
    }

    [Theory]
    [InlineData("watch=true;x")]
    [InlineData("a=1;watch=true")]
    [InlineData("watch=true&%zz")]
    [InlineData("%zz=1&watch=%zz")]
    [InlineData("fieldSelector=metadata.name%3Dmine;x=1")]
    public async Task Query_ThatReadersDisagreeAbout_IsRefused(string query)
    {
        await using var gateway = await Gateway.StartAsync();

        (await gateway.SendAsync($"GET {Orders}?{query} HTTP/1.1")).ShouldStartWith("HTTP/1.1 400");

        gateway.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("fieldSelector=metadata.name%3Dmine", "mine")]
    [InlineData("fieldSelector=metadata.name=mine&fieldSelector=metadata.name=other", "mine")]
    public async Task Selector_OfOneName_NamesTheSameObjectToBoth(string query, string name)
    {
        await using var gateway = await Gateway.StartAsync();

        await gateway.ForwardAsync($"GET {Orders}?{query} HTTP/1.1");

        gateway.Info!.Name.ShouldBe(name);
        Parse(gateway.Seen.Single().Target).Name.ShouldBe(name);
    }

    private static RequestInfo Parse(string target)
    {
        var http = new DefaultHttpContext();
        var parts = target.Split('?', 2);
        (http.Request.Method, http.Request.Path) = ("GET", parts[0]);
        http.Request.QueryString = new(parts.Length == 2 ? "?" + parts[1] : "");
        return RequestInfoParser.Parse(http);
    }
}
