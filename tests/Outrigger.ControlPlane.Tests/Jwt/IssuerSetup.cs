using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ControlPlane.Jwt;
using Outrigger.Server.Authentication;
using Outrigger.Server.Metrics;
using Outrigger.TestKit.Issuers;

namespace Outrigger.ControlPlane.Tests.Jwt;

/// <summary>An issuer and the authenticator that believes it, on a clock of the test's own.</summary>
internal sealed class IssuerSetup : IAsyncDisposable
{
    private readonly AccessMetrics metrics = new();

    private IssuerSetup(TestIssuer issuer, JwtAuthenticatorSettings settings)
    {
        Issuer = issuer;
        Settings = settings;
        Authenticator = new JwtAuthenticators([settings], metrics.Tokens, Clock, NullLogger.Instance);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public TestIssuer Issuer { get; }

    public JwtAuthenticatorSettings Settings { get; }

    public JwtAuthenticators Authenticator { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts both; unless the issuer has a fault, its keys are known when this returns.</summary>
    public static async Task<IssuerSetup> StartAsync(
        Func<JwtAuthenticatorSettings, JwtAuthenticatorSettings>? change = null,
        string algorithm = "ES256",
        IssuerFault fault = IssuerFault.None,
        Action<TestIssuer>? prepare = null)
    {
        var issuer = await TestIssuer.StartAsync(algorithm);
        issuer.Fault = fault;
        prepare?.Invoke(issuer);
        var settings = SettingsOf(issuer);
        var setup = new IssuerSetup(issuer, change?.Invoke(settings) ?? settings);
        setup.Authenticator.Start();
        if (fault == IssuerFault.None)
        {
            await setup.KnownAsync();
        }

        return setup;
    }

    public static JwtAuthenticatorSettings SettingsOf(TestIssuer issuer) => new()
    {
        IssuerUrl = issuer.Url,
        CertificateAuthority = issuer.Pem,
        Audiences = ["client"],
        Username = new PrefixedClaim("sub", "oidc:"),
        Groups = new PrefixedClaim("groups", "oidc:"),
    };

    /// <summary>Waits until the keys are known.</summary>
    public Task KnownAsync() => Eventually.TrueAsync(
        async () => await AskAsync(Issuer.Token(Claims(_ => { }))) is AuthenticationResult.Known, "the keys of the issuer", TimeSpan.FromSeconds(60));

    /// <summary>The claims of a good token, changed.</summary>
    public JsonObject Claims(Action<JsonObject> change)
    {
        var claims = Issuer.Claims(Clock.GetUtcNow());

        // no two tokens are the same, so that none is answered from memory
        claims["nonce"] = Guid.NewGuid().ToString();
        change(claims);
        return claims;
    }

    public Task<AuthenticationResult> AskAsync(Action<JsonObject> change) => AskAsync(Issuer.Token(Claims(change)));

    public async Task<AuthenticationResult> AskAsync(string token) => await Authenticator.AuthenticateAsync(token, [], Token);

    public async ValueTask DisposeAsync()
    {
        await Authenticator.DisposeAsync();
        await Issuer.DisposeAsync();
        metrics.Dispose();
    }
}
