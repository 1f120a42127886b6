using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Jwt;
using Outrigger.Server.Authentication;
using Outrigger.TestKit.Issuers;

namespace Outrigger.ControlPlane.Tests.Jwt;

/// <summary>Keys that change, and issuers that fail.</summary>
public sealed class IssuerKeysTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Token_OfEverySortOfKey_IsAccepted(string algorithm)
    {
        await using var setup = await IssuerSetup.StartAsync(algorithm: algorithm);

        var known = (await setup.AskAsync(c => c["groups"] = new JsonArray("dev"))).ShouldBeOfType<AuthenticationResult.Known>();
        known.User.Name.ShouldBe("oidc:ann");
        known.User.Groups.ShouldBe(["oidc:dev", "system:authenticated"]);
        known.Until.ShouldBe(setup.Clock.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task Token_OfAnAlgorithmThatIsNotAllowed_IsRefused()
    {
        await using var setup = await IssuerSetup.StartAsync(algorithm: "RS256");
        using var metrics = new Server.Metrics.AccessMetrics();
        await using var strict = new JwtAuthenticators(
            [setup.Settings with { Algorithms = ["ES256"] }], metrics.Tokens, setup.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        strict.Start();
        await Eventually.TrueAsync(() => setup.Issuer.KeyReads > 1, "the keys read");

        (await strict.AuthenticateAsync(setup.Issuer.Token(setup.Claims(_ => { })), [], Token)).ShouldBeOfType<AuthenticationResult.Refused>().Why.ShouldContain("algorithm");
    }

    [Fact]
    public async Task Token_WithoutKeyId_IsTriedWithEveryKey()
    {
        await using var setup = await IssuerSetup.StartAsync();
        var key = setup.Issuer.Key;
        setup.Issuer.AddKey("RS256");
        setup.Clock.Advance(TimeSpan.FromSeconds(11));
        await setup.KnownAsync();

        (await setup.AskAsync(TestIssuer.Token(new JsonObject { ["alg"] = "ES256" }, setup.Claims(_ => { }), key.Sign))).ShouldBeOfType<AuthenticationResult.Known>();
    }

    [Fact]
    public async Task Keys_Rotated_AreReadAtOnceAndTheOldOnesAreGone()
    {
        await using var setup = await IssuerSetup.StartAsync();
        var old = setup.Issuer.Token(setup.Claims(_ => { }));
        (await setup.AskAsync(old)).ShouldBeOfType<AuthenticationResult.Known>();
        setup.Clock.Advance(TimeSpan.FromSeconds(11));
        setup.Issuer.Rotate();

        (await setup.AskAsync(_ => { })).ShouldBeOfType<AuthenticationResult.Known>();
        (await setup.AskAsync(old)).ShouldBeOfType<AuthenticationResult.Refused>();
    }

    [Fact]
    public async Task Keys_RotatedAndNobodyUsesTheNewOne_AreReadWithinTenMinutes()
    {
        await using var setup = await IssuerSetup.StartAsync();
        var reads = setup.Issuer.KeyReads;
        var old = setup.Issuer.Key;
        setup.Issuer.Rotate();
        await Eventually.TrueAsync(() => setup.Clock.ActiveTimers > 0, "the reader asleep");
        setup.Clock.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(() => setup.Issuer.KeyReads > reads, "the keys read again");

        var header = new JsonObject { ["alg"] = old.Algorithm, ["kid"] = old.Id };
        await Eventually.TrueAsync(
            async () => await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), old.Sign)) is AuthenticationResult.Refused, "the old key forgotten");
    }

    [Fact]
    public async Task Tokens_OfMadeUpKeys_AskTheIssuerOnceInTenSeconds()
    {
        await using var setup = await IssuerSetup.StartAsync();
        setup.Clock.Advance(TimeSpan.FromSeconds(11));
        var reads = setup.Issuer.KeyReads;
        for (var i = 0; i < 50; i++)
        {
            var header = new JsonObject { ["alg"] = "ES256", ["kid"] = $"made-up-{i}" };
            (await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), setup.Issuer.Key.Sign))).ShouldBeOfType<AuthenticationResult.Refused>();
        }

        setup.Issuer.KeyReads.ShouldBe(reads + 1);
    }

    [Theory]
    [InlineData(IssuerFault.Down, "")]
    [InlineData(IssuerFault.Slow, "no answer within 10 s")]
    [InlineData(IssuerFault.Huge, "more than 1048576 bytes")]
    [InlineData(IssuerFault.Redirect, "with a redirect, which is not followed: 302")]
    [InlineData(IssuerFault.OtherIssuer, "another issuer's")]
    [InlineData(IssuerFault.Garbage, "no JSON object")]
    [InlineData(IssuerFault.PlainKeys, "not at an https URL")]
    public async Task Keys_OfAnIssuerWithAFault_AreNotRead(IssuerFault fault, string why)
    {
        await using var issuer = await TestIssuer.StartAsync("ES256");
        issuer.Fault = fault;
        var clock = new FakeTimeProvider();
        var reading = new IssuerClient(IssuerSetup.SettingsOf(issuer), clock).ReadKeysAsync(Token);
        if (fault == IssuerFault.Slow)
        {
            await Eventually.TrueAsync(() => issuer.DiscoveryReads > 0, "the issuer asked", TimeSpan.FromSeconds(60));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        (await Should.ThrowAsync<IssuerException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60), Token))).Message.ShouldContain(why);
        issuer.DiscoveryReads.ShouldBe(1);
    }

    [Fact]
    public async Task Key_ForEncryption_VerifiesNothing()
    {
        await using var setup = await IssuerSetup.StartAsync();
        using var key = new IssuerKey("enc", "ES256");
        var jwk = key.ToJwk();
        jwk["use"] = "enc";
        setup.Issuer.OtherKeys = [jwk];
        setup.Clock.Advance(TimeSpan.FromSeconds(11));

        (await setup.AskAsync(TestIssuer.Token(new JsonObject { ["alg"] = "ES256", ["kid"] = "enc" }, setup.Claims(_ => { }), key.Sign))).ShouldBeOfType<AuthenticationResult.Refused>();
        setup.Issuer.KeyReads.ShouldBe(2, "the set with it was read");
    }

    [Theory]
    [InlineData(IssuerFault.Down)]
    [InlineData(IssuerFault.Slow)]
    [InlineData(IssuerFault.Huge)]
    [InlineData(IssuerFault.Redirect)]
    [InlineData(IssuerFault.OtherIssuer)]
    [InlineData(IssuerFault.Garbage)]
    [InlineData(IssuerFault.PlainKeys)]
    public async Task Issuer_WithAFault_IsUndecidedAndComesBack(IssuerFault fault)
    {
        await using var setup = await IssuerSetup.StartAsync(fault: fault);
        await Eventually.TrueAsync(() => setup.Issuer.DiscoveryReads > 0, "the issuer asked");

        (await setup.AskAsync(_ => { })).ShouldBeOfType<AuthenticationResult.Refused>().IsTransient.ShouldBeTrue();

        setup.Issuer.Fault = IssuerFault.None;
        await Eventually.TrueAsync(
            async () =>
            {
                setup.Clock.Advance(TimeSpan.FromSeconds(1));
                return await setup.AskAsync(_ => { }) is AuthenticationResult.Known;
            },
            "the issuer believed again",
            TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(IssuerFault.Down)]
    [InlineData(IssuerFault.Garbage)]
    [InlineData(IssuerFault.OtherIssuer)]
    public async Task Issuer_ThatFailsLater_LeavesItsKeysGood(IssuerFault fault)
    {
        await using var setup = await IssuerSetup.StartAsync();
        var reads = setup.Issuer.DiscoveryReads;
        setup.Issuer.Fault = fault;
        await Eventually.TrueAsync(
            () =>
            {
                setup.Clock.Advance(TimeSpan.FromMinutes(1));
                return setup.Issuer.DiscoveryReads > reads + 1;
            },
            "two readings that failed",
            TimeSpan.FromSeconds(30));

        (await setup.AskAsync(_ => { })).ShouldBeOfType<AuthenticationResult.Known>();
    }

    [Fact]
    public async Task Issuer_ThatIsSlow_HoldsUpOnlyTokensOfUnknownKeys()
    {
        await using var setup = await IssuerSetup.StartAsync();
        setup.Clock.Advance(TimeSpan.FromSeconds(11));
        setup.Issuer.Fault = IssuerFault.Slow;
        var reads = setup.Issuer.DiscoveryReads;
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = "unknown" };
        var waiting = setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), setup.Issuer.Key.Sign));
        await Eventually.TrueAsync(() => setup.Issuer.DiscoveryReads > reads, "the issuer asked");

        (await setup.AskAsync(_ => { })).ShouldBeOfType<AuthenticationResult.Known>();
        waiting.IsCompleted.ShouldBeFalse();
        setup.Clock.Advance(TimeSpan.FromSeconds(6));
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token)).ShouldBeOfType<AuthenticationResult.Refused>();
    }

    [Fact]
    public async Task Issuer_BehindAForeignCertificate_IsNotBelieved()
    {
        await using var other = await TestIssuer.StartAsync("ES256");
        await using var issuer = await TestIssuer.StartAsync("ES256");
        var clock = new FakeTimeProvider();
        var client = new IssuerClient(IssuerSetup.SettingsOf(issuer) with { CertificateAuthority = other.Pem }, clock);

        await Should.ThrowAsync<IssuerException>(() => client.ReadKeysAsync(Token));
        issuer.KeyReads.ShouldBe(0);
    }

    [Fact]
    public async Task Discovery_ElsewhereThanTheIssuer_IsReadThere()
    {
        await using var pages = await TestIssuer.StartAsync("ES256");
        var settings = IssuerSetup.SettingsOf(pages) with { DiscoveryUrl = pages.Url + "/elsewhere/page" };

        (await new IssuerClient(settings, new FakeTimeProvider()).ReadKeysAsync(Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Replace_WithAnIssuerThatAnswers_IsInForceAndTheOldOneIsGone()
    {
        await using var setup = await IssuerSetup.StartAsync();
        await using var next = await TestIssuer.StartAsync("ES256");
        var old = setup.Issuer.Token(setup.Claims(_ => { }));

        (await WithClockAsync(setup.Authenticator.ReplaceAsync([IssuerSetup.SettingsOf(next)], Token), setup.Clock)).ShouldBeNull();

        (await setup.AskAsync(next.Token(next.Claims(setup.Clock.GetUtcNow())))).ShouldBeOfType<AuthenticationResult.Known>();
        (await setup.AskAsync(old)).ShouldBe(AuthenticationResult.NoOpinion);
    }

    [Fact]
    public async Task Replace_WithAnIssuerThatIsDown_ChangesNothing()
    {
        await using var setup = await IssuerSetup.StartAsync();
        await using var next = await TestIssuer.StartAsync("ES256");
        next.Fault = IssuerFault.Down;

        (await WithClockAsync(setup.Authenticator.ReplaceAsync([IssuerSetup.SettingsOf(next)], Token), setup.Clock)).ShouldNotBeNull().ShouldContain(next.Url);

        (await setup.AskAsync(_ => { })).ShouldBeOfType<AuthenticationResult.Known>();
    }

    [Fact]
    public async Task Token_SeenAMomentAgo_IsNotJudgedAgainButNotBeyondItsEnd()
    {
        await using var setup = await IssuerSetup.StartAsync();
        var token = setup.Issuer.Token(setup.Claims(c => c["exp"] = setup.Clock.GetUtcNow().AddSeconds(5).ToUnixTimeSeconds()));
        (await setup.AskAsync(token)).ShouldBeOfType<AuthenticationResult.Known>();

        setup.Clock.Advance(TimeSpan.FromSeconds(6));

        (await setup.AskAsync(token)).ShouldBeOfType<AuthenticationResult.Refused>();
    }

    private static async Task<T> WithClockAsync<T>(Task<T> task, FakeTimeProvider clock)
    {
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(200));
                return task.IsCompleted;
            },
            "the issuers replaced or not",
            TimeSpan.FromSeconds(60));
        return await task;
    }
}
