using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Outrigger.Server.Authentication;
using Outrigger.Server.Tests.Hosting;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>T-19: a token among the subprotocols of a WebSocket.</summary>
public sealed class WebSocketTokenTests
{
    private const string Prefix = "base64url.bearer.authorization.k8s.io.";
    private static readonly string Good = Prefix + Encode("ann-token");
    private static readonly X509Certificate2 Authority = TestCertificates.Authority("clients");

    [Theory]
    [InlineData("GOOD, v5.channel.k8s.io", "ann", "v5.channel.k8s.io")]
    [InlineData("v5.channel.k8s.io,GOOD,v4.channel.k8s.io", "ann", "v5.channel.k8s.io,v4.channel.k8s.io")]
    [InlineData("GOOD", "refused", "")]
    [InlineData("GOOD, GOOD, v4.channel.k8s.io", "refused", "v4.channel.k8s.io")]
    [InlineData("BAD, v4.channel.k8s.io", "refused", "v4.channel.k8s.io")]
    [InlineData("PADDED, v4.channel.k8s.io", "refused", "v4.channel.k8s.io")]
    [InlineData("BINARY, v4.channel.k8s.io", "refused", "v4.channel.k8s.io")]
    [InlineData("NONSENSE, v4.channel.k8s.io", "refused", "v4.channel.k8s.io")]
    [InlineData("EMPTY, v4.channel.k8s.io", "nobody", "v4.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io", "nobody", "v4.channel.k8s.io")]
    public async Task Token_AmongSubprotocols_IsJudgedAndGoesNoFurther(string protocols, string expected, string left)
    {
        var context = Handshake(protocols
            .Replace("GOOD", Good, StringComparison.Ordinal)
            .Replace("BAD", Prefix + Encode("bad-token"), StringComparison.Ordinal)
            .Replace("PADDED", Prefix + Convert.ToBase64String("ann-tok"u8), StringComparison.Ordinal)
            .Replace("BINARY", Prefix + "_w", StringComparison.Ordinal)
            .Replace("NONSENSE", Prefix + "a b", StringComparison.Ordinal)
            .Replace("EMPTY", Prefix, StringComparison.Ordinal));

        var result = await Authenticator().AuthenticateAsync(context, TestServer.Token);

        (result switch
        {
            AuthenticationResult.Known known => known.User.Name,
            AuthenticationResult.Refused => "refused",
            _ => "nobody",
        }).ShouldBe(expected);
        context.Request.Headers.SecWebSocketProtocol.ToString().ShouldBe(left);
    }

    [Fact]
    public async Task Token_OutsideAHandshake_IsNotLookedAt()
    {
        var context = Handshake(Good + ", v4.channel.k8s.io");
        context.Request.Headers.Remove("Upgrade");

        (await Authenticator().AuthenticateAsync(context, TestServer.Token)).ShouldBe(AuthenticationResult.NoOpinion);
    }

    [Fact]
    public async Task Token_OnTheWire_LetsItsBearerIn()
    {
        using var proxies = TestCertificates.Authority("proxies");
        await using var server = await IdentityServer.StartAsync(Authority, proxies);

        var (_, user) = await server.AskAsync(IdentityServer.WebSocket, null, [$"Sec-WebSocket-Protocol: {Good}, v4.channel.k8s.io"]);
        user.ShouldNotBeNull().Name.ShouldBe("ann");
        (await server.AskAsync(IdentityServer.WebSocket, null, [$"Sec-WebSocket-Protocol: {Good}"])).ShouldBe((401, null));
        (await server.AskAsync(IdentityServer.WebSocket, null, [$"Sec-WebSocket-Protocol: {Good}", $"Sec-WebSocket-Protocol: {Good}, x"])).ShouldBe((401, null));
    }

    private static DefaultHttpContext Handshake(string protocols)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Connection = "keep-alive, Upgrade";
        context.Request.Headers.Upgrade = "WebSocket";
        context.Request.Headers.SecWebSocketProtocol = protocols;
        return context;
    }

    private static WebSocketTokenAuthenticator Authenticator() => new(StaticTokenFile.Parse("ann-token,ann,1,dev\nann-tok,ann,1\n"));

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
}
