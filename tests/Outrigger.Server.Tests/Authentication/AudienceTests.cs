using Outrigger.Server.Authentication;

namespace Outrigger.Server.Tests.Authentication;

/// <summary>Tokens that say nothing of audiences are for this server alone.</summary>
public sealed class AudienceTests
{
    [Theory]
    [InlineData("", "here,there")]
    [InlineData("there", "there")]
    [InlineData("other,here", "here")]
    [InlineData("other", null)]
    public async Task Token_WithoutAudiences_IsForOurs(string asked, string? expected)
    {
        var tokens = new AudienceAgnosticTokens(StaticTokenFile.Parse("t,ann,1\n"), ["here", "there"]);

        var result = await tokens.AuthenticateAsync("t", asked.Split(',', StringSplitOptions.RemoveEmptyEntries), TestServer.Token);

        (result is AuthenticationResult.Known known ? string.Join(',', known.Audiences!) : null).ShouldBe(expected);
        (await tokens.AuthenticateAsync("unknown", [], TestServer.Token)).ShouldBe(AuthenticationResult.NoOpinion);
    }

    [Theory]
    [InlineData("/livez", true)]
    [InlineData("/livez/", false)]
    [InlineData("/LIVEZ", false)]
    [InlineData("/livez/ping", false)]
    [InlineData("/", false)]
    public void Anonymous_OnPaths_IsToTheLetter(string path, bool admitted)
    {
        AnonymousAccess.On("/livez", "/version").Admits(path).ShouldBe(admitted);
        AnonymousAccess.Everywhere.Admits(path).ShouldBeTrue();
        AnonymousAccess.Nowhere.Admits(path).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => AnonymousAccess.On());
    }
}
