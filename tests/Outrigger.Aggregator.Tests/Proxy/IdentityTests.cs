using Outrigger.Aggregator.Tests.Backends;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Aggregator.Tests.Proxy;

/// <summary>What another server is told of the caller, and that the caller has no say in it.</summary>
public class IdentityTests : GatewayTests
{
    private const string Get = "GET /apis/shop.io/v1/namespaces/x/orders/one HTTP/1.1";

    [Theory]
    [InlineData("X-Remote-User: admin\nX-Remote-Group: system:masters\nX-Remote-Uid: 0\nX-Remote-Extra-Scopes: all")]
    [InlineData("x-remote-user: admin\nX-REMOTE-GROUP: system:masters\nx-ReMoTe-UiD: 0\nX-remote-extra-scopes: all")]
    [InlineData("X-Remote-User: admin\nX-Remote-User: root\nX-Remote-Group: a\nX-Remote-Group: system:masters")]
    [InlineData("X_Remote_User: admin\nX-Remote_Group: system:masters\nX_Remote-Extra_Scopes: all")]
    [InlineData("X-Remote-Whatever: 1\nX-Remote-Extra-: 2")]
    public async Task ForgedIdentity_IsReplaced(string headers)
    {
        // T-01, T-08
        await using var gateway = await StartAsync();

        var seen = await gateway.ForwardAsync($"{Get}\n{headers}");

        Identity(seen).ShouldBe(["X-Remote-User: alice", "X-Remote-Group: dev", "X-Remote-Group: system:authenticated"]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task ManyGroups_ArriveAsOneLineEach(int count)
    {
        // T-05
        var groups = Enumerable.Range(0, count).Select(i => $"group-{i}").ToList();
        await using var gateway = await StartAsync(user: new UserInfo("bob", groups));

        var seen = await gateway.ForwardAsync(Get);

        seen.Values("X-Remote-Group").ShouldBe(groups);
    }

    [Fact]
    public async Task CommaGroup_StaysOneGroup()
    {
        // T-06
        await using var gateway = await StartAsync(user: new UserInfo("bob", ["dev,system:masters", "a, b"])
        {
            Extra = new Dictionary<string, IReadOnlyList<string>> { ["scopes"] = ["a,b", "c d"] },
        });

        var seen = await gateway.ForwardAsync(Get);

        seen.Values("X-Remote-Group").ShouldBe(["dev,system:masters", "a, b"]);
        seen.Values("X-Remote-Extra-scopes").ShouldBe(["a,b", "c d"]);
    }

    [Fact]
    public async Task ConnectionHeader_CannotRemoveIdentity()
    {
        // T-07
        await using var gateway = await StartAsync(user: new UserInfo("bob", ["g"], "u-1")
        {
            Extra = new Dictionary<string, IReadOnlyList<string>> { ["scopes"] = ["s"] },
        });

        // Kestrel drops the other options of a Connection header with close or keep-alive: the second request closes
        await gateway.ForwardAsync(
            $"{Get}\nHost: x\nConnection: X-Remote-User, X-Remote-Group, X-Remote-Uid, X-Remote-Extra-scopes, X-Hop\nX-Hop: gone\n" +
            $"X-Stays: here\n\n{Get}");
        var seen = gateway.Seen[0];

        Identity(seen).ShouldBe(["X-Remote-User: bob", "X-Remote-Uid: u-1", "X-Remote-Group: g", "X-Remote-Extra-scopes: s"]);
        seen.Values("Connection").ShouldBeEmpty();
        seen.Values("X-Hop").ShouldBeEmpty();
        seen.Values("X-Stays").ShouldBe(["here"]);
    }

    [Theory]
    [InlineData("jürgen")]
    [InlineData("100%")]
    [InlineData("日本語 ユーザー")]
    [InlineData("tab\tinside")]
    public async Task UnusualUser_ArrivesByteForByte(string name)
    {
        // T-09
        await using var gateway = await StartAsync(user: new UserInfo(name, []));

        (await gateway.ForwardAsync(Get)).Values("X-Remote-User").ShouldBe([name]);
    }

    [Fact]
    public async Task LongUser_Arrives()
    {
        var name = new string('n', 8192);
        await using var gateway = await StartAsync(user: new UserInfo(name, []));

        (await gateway.ForwardAsync(Get)).Values("X-Remote-User").ShouldBe([name]);
    }

    [Theory]
    [InlineData("admin\r\nX-Remote-Group: system:masters", "g", "v")]
    [InlineData("a\nb", "g", "v")]
    [InlineData("a\0b", "g", "v")]
    [InlineData("", "g", "v")]
    [InlineData("bob", " system:masters", "v")]
    [InlineData("bob", "a\rb", "v")]
    [InlineData("bob", "g", "v ")]
    [InlineData("bob", "g", "v\r\n")]
    public async Task UnwritableIdentity_IsNotForwardedAtAll(string name, string group, string extra)
    {
        // T-09: never with a part of the identity missing
        await using var gateway = await StartAsync(user: new UserInfo(name, [group])
        {
            Extra = new Dictionary<string, IReadOnlyList<string>> { ["key"] = [extra] },
        });

        (await gateway.SendAsync(Get)).ShouldStartWith("HTTP/1.1 503");
        gateway.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task ExtraKey_IsPercentEncoded()
    {
        await using var gateway = await StartAsync(user: new UserInfo("bob", [])
        {
            Extra = new Dictionary<string, IReadOnlyList<string>>
            {
                ["authentication.kubernetes.io/credential-id"] = ["JTI=1"],
                ["ü %"] = ["x"],
            },
        });

        var seen = await gateway.ForwardAsync(Get);

        seen.Values("X-Remote-Extra-authentication.kubernetes.io%2fcredential-id").ShouldBe(["JTI=1"]);
        seen.Values("X-Remote-Extra-%c3%bc%20%25").ShouldBe(["x"]);
    }

    [Fact]
    public async Task Credentials_NeverArrive()
    {
        // T-23; Kubernetes passes cookies
        await using var gateway = await StartAsync();

        var seen = await gateway.ForwardAsync(
            $"{Get}\nAuthorization: Bearer secret\nProxy-Authorization: Basic secret\nImpersonate-User: root\n" +
            "impersonate-group: system:masters\nImpersonate_Uid: 0\nImpersonate-Extra-Scopes: all\nCookie: c=d\n" +
            "Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.secret, v4.channel.k8s.io");

        string.Join('\n', seen.HeaderLines).ShouldNotContain("secret");
        seen.HeaderLines.ShouldAllBe(line => !line.StartsWith("impersonate", StringComparison.OrdinalIgnoreCase));
        seen.Values("Cookie").ShouldBe(["c=d"]);
        seen.Values("Sec-WebSocket-Protocol").ShouldBe(["v4.channel.k8s.io"]);
    }

    [Fact]
    public async Task Trailers_HaveNoEffect()
    {
        await using var gateway = await StartAsync();

        var seen = await gateway.ForwardAsync(
            "POST /apis/shop.io/v1/namespaces/x/orders HTTP/1.1\nTransfer-Encoding: chunked\nTrailer: X-Remote-User",
            "2\r\nab\r\n0\r\nX-Remote-User: root\r\n\r\n");

        Identity(seen)[0].ShouldBe("X-Remote-User: alice");
        seen.HeaderLines.ShouldNotContain(line => line.Contains("root"));
        seen.Body.ShouldBe("ab"u8.ToArray());
    }

    private static List<string> Identity(ReceivedRequest seen) =>
        [.. seen.HeaderLines.Where(line => line.Replace('_', '-').StartsWith("X-Remote", StringComparison.OrdinalIgnoreCase))];
}
