using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Fuzz.Tests.Hosting;
using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>T-35 body-limit, T-53 prefix-escape, T-58 ns-terminating, T-59 selector-authz, T-82 list-pages, through the whole pipeline.</summary>
public sealed class BoundaryTests(SharedServer fixture) : IClassFixture<SharedServer>
{
    private const string Core = "/api/v1/namespaces";
    private const string ConfigMaps = $"{Core}/default/configmaps";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";

    private FuzzServer Server => fixture.Server;

    [Theory]
    [InlineData("POST", ConfigMaps, "application/json")]
    [InlineData("PUT", $"{ConfigMaps}/two", "application/json")]
    [InlineData("PATCH", $"{ConfigMaps}/two", "application/merge-patch+json")]
    [InlineData("PATCH", $"{ConfigMaps}/two?fieldManager=m", "application/apply-patch+yaml")]
    [InlineData("DELETE", $"{ConfigMaps}/nothing", "application/json")]
    [InlineData("DELETE", ConfigMaps + "?labelSelector=none", "application/json")]
    public async Task Body_OverTheLimit_Is413(string method, string target, string type)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"x":"{{new string('x', HostileBodies.Limit)}}"}""");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var answer = await Server.SendAsync(Corpus.Request(method, target, body, type, FuzzServer.AdminToken));

        answer.Code.ShouldBe(413, answer.Text);
        Parse(answer)["reason"]!.GetValue<string>().ShouldBe("RequestEntityTooLarge");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(20L << 20);
    }

    [Fact]
    public async Task Body_Compressed_IsNotUnpacked()
    {
        var request = Corpus.Request("POST", ConfigMaps, [0x1f, 0x8b, 8, 0], "application/json", FuzzServer.AdminToken);
        (await Server.SendAsync(request.With("Content-Encoding", "gzip"))).Code.ShouldBe(415);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("a%b")]
    public async Task Create_NameThatIsAPath_IsRefused(string name)
    {
        foreach (var path in new[] { ConfigMaps, "/apis/fuzz.example.com/v1/namespaces/default/gadgets", "/api/v1/namespaces", $"{Rbac}/roles" })
        {
            var body = $$$"""{"apiVersion":"{{{(path.Contains("fuzz", StringComparison.Ordinal) ? "fuzz.example.com/v1" : "")}}}","kind":"{{{(path.Contains("fuzz", StringComparison.Ordinal) ? "Gadget" : "")}}}","metadata":{"name":"{{{name}}}"},"spec":{"image":"i"}}""";
            (await Server.SendAsync("POST", path, body)).Code.ShouldBeOneOf([400, 422], $"{path} {name}");
        }
    }

    [Theory]
    [InlineData("%2e%2e")]
    [InlineData("..")]
    [InlineData("%2e")]
    [InlineData("a%2fb")]
    [InlineData("default%2fconfigmaps%2fone")]
    public async Task Address_NameOrNamespaceThatIsAPath_ReachesNothing(string segment)
    {
        foreach (var path in new[] { $"{ConfigMaps}/{segment}", $"{Core}/{segment}/configmaps", $"{Core}/{segment}/configmaps/one", $"{Core}/{segment}" })
        {
            foreach (var method in new[] { "GET", "DELETE" })
            {
                (await Server.SendAsync(method, path)).Code.ShouldBeOneOf([400, 404], $"{method} {path}");
            }
        }
    }

    [Theory]
    [InlineData("../secrets/default/")]
    [InlineData("../../secrets")]
    [InlineData("/../secrets/")]
    [InlineData("kube-system/")]
    [InlineData("\u0000")]
    [InlineData("")]
    public async Task Continue_ForgedForAnotherPlace_ShowsNothingFromThere(string start)
    {
        var token = Base64($$"""{"v":"meta.k8s.io/v1","rv":1,"start":{{System.Text.Json.JsonSerializer.Serialize(start)}}}""");
        var answer = await Server.SendAsync("GET", $"{ConfigMaps}?limit=500&continue={token}");
        answer.Code.ShouldBeOneOf([200, 400, 410], answer.Text);
        foreach (var item in (answer.Code == 200 ? Parse(answer)["items"] as JsonArray : null) ?? [])
        {
            item!["metadata"]!["namespace"]!.GetValue<string>().ShouldBe("default");
            item["type"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task Continue_OfAnotherNamespaceOrTampered_IsRefusedOrStaysAtHome()
    {
        var page = Parse(await Server.SendAsync("GET", "/api/v1/configmaps?limit=1"));
        var token = page["metadata"]!["continue"]!.GetValue<string>();
        foreach (var wrong in new[] { token[..^3], $"x{token}", token.ToUpperInvariant(), $"{token}{token}" })
        {
            (await Server.SendAsync("GET", $"/api/v1/configmaps?limit=1&continue={wrong}")).Code.ShouldBe(400, wrong);
        }

        var elsewhere = await Server.SendAsync("GET", $"{Core}/default/secrets?limit=5&continue={token}");
        elsewhere.Text.ShouldNotContain("\"kind\":\"ConfigMapList\"");
        elsewhere.Code.ShouldBeOneOf(200, 400);
    }

    [Fact]
    public async Task Create_InANamespaceThatIsGoing_Is403WithItsReason()
    {
        (await Server.SendAsync("POST", Core, """{"metadata":{"name":"going"}}""")).Code.ShouldBe(201);
        (await Server.SendAsync("POST", $"{Core}/going/configmaps", """{"metadata":{"name":"stays","finalizers":["example.com/hold"]}}""")).Code.ShouldBe(201);
        (await Server.SendAsync("DELETE", $"{Core}/going")).Code.ShouldBe(200);

        foreach (var (path, type) in new[] { ("configmaps", "application/json"), ("secrets", "application/json"), ("serviceaccounts", "application/json") })
        {
            var refused = await Server.SendAsync("POST", $"{Core}/going/{path}", """{"metadata":{"name":"late"}}""", type);
            refused.Code.ShouldBe(403, refused.Text);
            refused.Text.ShouldContain("NamespaceTerminating");
        }

        var applied = await Server.SendAsync(
            "PATCH", $"{Core}/going/configmaps/late?fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"late"}}""", "application/apply-patch+yaml");
        applied.Code.ShouldBe(403);
        (await Server.SendAsync("GET", $"{Core}/going")).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("metadata.name%3Done", 200)]
    [InlineData("metadata.name%3D%3Done", 200)]
    [InlineData("metadata.name%3Dtwo", 403)]
    [InlineData("metadata.name!%3Dtwo", 403)]
    [InlineData("metadata.name%3Done&fieldSelector=metadata.name%3Dtwo", 200)]
    [InlineData("metadata.name%3Dtwo&fieldSelector=metadata.name%3Done", 403)]
    [InlineData("", 403)]
    public async Task List_WithTheRightToOneName_ShowsThatOneOnly(string selector, int code)
    {
        await Server.SendAsync("POST", $"{Rbac}/roles", """{"metadata":{"name":"only-one"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["one"],"verbs":["list","watch","deletecollection"]}]}""");
        await Server.SendAsync(
            "POST", $"{Rbac}/rolebindings", """{"metadata":{"name":"only-one"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"only-one"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"alice"}]}""");
        var target = $"{ConfigMaps}?fieldSelector={selector}";
        var answer = await Server.SendAsync("GET", target, token: FuzzServer.AliceToken);
        for (var i = 0; code == 200 && answer.Code == 403 && i < 200; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            answer = await Server.SendAsync("GET", target, token: FuzzServer.AliceToken);
        }

        answer.Code.ShouldBe(code, answer.Text);
        answer.Text.ShouldNotContain("{\"name\":\"two\",\"namespace\"");

        // all that there is comes before this bookmark
        const string Initial = "&watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
        var watch = await Server.SendAsync(Corpus.Request("GET", target + Initial, [], "application/json", FuzzServer.AliceToken), "initial-events-end");
        watch.Code.ShouldBe(code, watch.Text);
        watch.Text.Contains("{\"name\":\"one\",\"namespace\"", StringComparison.Ordinal).ShouldBe(code == 200, watch.Text);
        watch.Text.ShouldNotContain("{\"name\":\"two\",\"namespace\"");
    }

    private static JsonObject Parse(FuzzAnswer answer) => (JsonObject)JsonNode.Parse(answer.Body)!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
