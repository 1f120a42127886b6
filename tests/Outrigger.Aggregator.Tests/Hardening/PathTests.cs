using Outrigger.Aggregator.Tests.Proxy;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-29: what was authorised, what was routed and what is forwarded is one path.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("orders/a%2Fb")]
    [InlineData("orders/%2e%2e/secrets")]
    [InlineData("orders/%2E%2E%2F%2E%2E")]
    [InlineData("orders//a")]
    [InlineData("orders/./a")]
    [InlineData("orders/../secrets")]
    [InlineData("orders/a;x=1")]
    [InlineData("orders/a%3Bx")]
    [InlineData("orders/a%23b")]
    [InlineData("orders/a%3Fwatch=1")]
    [InlineData("orders/a%00b")]
    [InlineData("orders/a%c0%afb")]
    [InlineData("orders/a%5Cb")]
    [InlineData("orders/a%252Fb")]
    [InlineData("orders/a%zz")]
    [InlineData("orders/a%0d%0aX-Remote-User:%20admin")]
    public async Task Path_AnyForm_IsForwardedAsItWasAuthorised(string path)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.SendAsync($"GET /apis/shop.io/v1/namespaces/x/{path} HTTP/1.1");

        if (gateway.Seen.Count == 0)
        {
            answer.Split(' ')[1].ShouldBeOneOf("400", "404");
            return;
        }

        var seen = gateway.Seen.Single();
        Uri.UnescapeDataString(seen.Target).ShouldBe(gateway.Info!.Path, "no second meaning");
        seen.Values("X-Remote-User").ShouldBe(["alice"]);
        var segments = seen.Target.Split('/');
        segments.ShouldNotContain("..");
        segments.ShouldNotContain(".");
        (gateway.Info.Resource, gateway.Info.Namespace).ShouldBe((segments[6], segments[5]), "what is authorised is what the other server finds");
    }
}
