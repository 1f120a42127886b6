using System.Net;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>T-61: what pages of other sites can make a browser send.</summary>
public sealed class BrowserTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    [InlineData("POST")]
    public async Task Answer_ToAForeignOrigin_GrantsNothing(string method)
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Request(new HttpMethod(method), "/api/v1/namespaces", method == "POST" ? "{}" : null);
        request.Headers.TryAddWithoutValidation("Origin", "https://attacker.example.com");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization");

        using var response = await server.SendAsync(request);

        response.Headers.Concat(response.Content.Headers).ShouldAllBe(h => !h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    // the types that a page may send without asking first
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Body_OfATypeThatFormsSend_Is415(string type)
    {
        await using var server = await TestServer.StartAsync();

        var (code, _) = await server.JsonAsync(TestServer.Request(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"forged"}}""", type));

        code.ShouldBe(415);
        var (_, list) = await server.GetAsync("/api/v1/namespaces/default/configmaps");
        JsonNodes.GetArray(list, "items")!.Count.ShouldBe(0);
    }

    // a name that was made to point here: nothing depends on the name that is asked for
    [Fact]
    public async Task Host_ThatIsNotOurs_ChangesNothing()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Get("/api/v1/namespaces", user: "");
        request.Headers.Host = "attacker.example.com";

        using var response = await server.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "no address is trusted by itself");
        (await response.Content.ReadAsStringAsync(TestServer.Token)).ShouldNotContain("attacker");
    }

    [Fact]
    public async Task Cookie_IsNoCredential()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Get("/api/v1/namespaces", user: "");
        request.Headers.TryAddWithoutValidation("Cookie", "token=admin-token; Authorization=Bearer admin-token");

        using var response = await server.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        response.Headers.Contains("WWW-Authenticate").ShouldBeFalse("a browser would remember a password");
    }
}
