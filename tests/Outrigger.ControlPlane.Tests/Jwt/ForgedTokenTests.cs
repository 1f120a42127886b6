using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Server.Authentication;
using Outrigger.TestKit.Issuers;

namespace Outrigger.ControlPlane.Tests.Jwt;

/// <summary>Tokens that the issuer did not sign, or not for us, or not for now.</summary>
public sealed class ForgedTokenTests(ForgedTokenTests.Servers servers) : IClassFixture<ForgedTokenTests.Servers>
{
    private readonly IssuerSetup setup = servers.Setup;

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public async Task Token_Unsigned_IsRefused(string algorithm)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = setup.Issuer.Key.Id };

        Refused(await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), _ => [])));
        Refused(await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), setup.Issuer.Key.Sign)));
    }

    // the public key is known to everybody: as a shared secret it would let everybody sign
    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task Token_SignedWithThePublicKeyAsASecret_IsRefused(string algorithm)
    {
        string[] secrets = [setup.Issuer.Key.ToPem(), setup.Issuer.Key.ToPem() + "\n", setup.Issuer.Key.ToJwk()["n"]!.GetValue<string>(), setup.Issuer.Key.ToJwk().ToJsonString(), ""];
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = setup.Issuer.Key.Id };
        foreach (var secret in secrets.Select(Encoding.UTF8.GetBytes))
        {
            Refused(await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), data => algorithm switch
            {
                "HS256" => HMACSHA256.HashData(secret, data),
                "HS384" => HMACSHA384.HashData(secret, data),
                _ => HMACSHA512.HashData(secret, data),
            })));
        }
    }

    // the key set holds a shared secret, as some providers' do
    [Fact]
    public async Task Token_SignedWithASecretOfTheKeySet_IsRefused()
    {
        var header = new JsonObject { ["alg"] = "HS256", ["kid"] = "secret" };
        Refused(await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), data => HMACSHA256.HashData(Servers.Secret, data))));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Token_OfAnotherKey_IsRefused(string algorithm)
    {
        using var other = new IssuerKey(setup.Issuer.Key.Id, algorithm);
        JsonObject[] headers =
        [
            new() { ["alg"] = algorithm, ["kid"] = setup.Issuer.Key.Id },
            new() { ["alg"] = algorithm },
            new() { ["alg"] = algorithm, ["kid"] = "unknown" },
            new() { ["alg"] = "RS256", ["kid"] = setup.Issuer.Key.Id },
            new() { ["alg"] = algorithm, ["kid"] = setup.Issuer.Key.Id, ["jwk"] = other.ToJwk() },
            new() { ["alg"] = algorithm, ["kid"] = setup.Issuer.Key.Id, ["jku"] = "https://attacker.example.com/keys", ["x5u"] = "https://attacker.example.com" },
        ];
        foreach (var header in headers)
        {
            Refused(await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), other.Sign)));
        }
    }

    [Fact]
    public async Task Token_WithClaimsChanged_IsRefused()
    {
        var parts = setup.Issuer.Token(setup.Claims(_ => { })).Split('.');
        var forged = setup.Claims(c => c["sub"] = "admin");

        Refused(await setup.AskAsync($"{parts[0]}.{TestIssuer.Encode(forged.ToJsonString())}.{parts[2]}"));
    }

    [Fact]
    public async Task Token_ThatNamesAnExtension_IsRefused()
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = setup.Issuer.Key.Id, ["crit"] = new JsonArray("b64"), ["b64"] = false };
        Refused(await setup.AskAsync(TestIssuer.Token(header, setup.Claims(_ => { }), setup.Issuer.Key.Sign)));
    }

    [Fact]
    public async Task Token_ThatSaysSomethingTwice_IsNoToken()
    {
        var claims = setup.Claims(_ => { }).ToJsonString();
        var signed = $"{TestIssuer.Encode($$"""{"alg":"RS256","kid":"{{setup.Issuer.Key.Id}}"}""")}.{TestIssuer.Encode(claims.Insert(1, "\"sub\":\"admin\","))}";
        var token = $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(setup.Issuer.Key.Sign(Encoding.ASCII.GetBytes(signed)))}";

        (await setup.AskAsync(token)).ShouldBe(AuthenticationResult.NoOpinion);
    }

    [Theory]
    [InlineData("aud", "\"other\"")]
    [InlineData("aud", "[]")]
    [InlineData("aud", "[\"other\",\"Client\"]")]
    [InlineData("aud", "7")]
    [InlineData("aud", null)]
    [InlineData("exp", null)]
    [InlineData("exp", "\"2030-01-02T04:04:05Z\"")]
    [InlineData("exp", "\"99999999999\"")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "0")]
    [InlineData("nbf", "\"soon\"")]
    [InlineData("iat", "\"now\"")]
    public async Task Token_WithABadClaim_IsRefused(string claim, string? value) => Refused(await setup.AskAsync(claims =>
    {
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }
    }));

    [Theory]
    [InlineData("exp", 0, true)]
    [InlineData("exp", -1, false)]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    public async Task Token_AtItsBounds_IsAcceptedUpToThem(string claim, int seconds, bool good)
    {
        var result = await setup.AskAsync(c => c[claim] = setup.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());

        (result is AuthenticationResult.Known).ShouldBe(good, result.ToString());
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("1000000000000000")]
    [InlineData("9223372036854775807")]
    public async Task Token_ThatEndsInAThousandYears_HarmsNobody(string end)
    {
        (await setup.AskAsync(c => c["exp"] = JsonNode.Parse(end))).ShouldNotBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync(_ => { })).ShouldBeOfType<AuthenticationResult.Known>();
    }

    [Fact]
    public async Task Token_OfAnotherIssuer_IsNotOurs()
    {
        (await setup.AskAsync(c => c["iss"] = "https://other.example.com")).ShouldBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync(c => c["iss"] = setup.Issuer.Url + "/")).ShouldBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync(c => c.Remove("iss"))).ShouldBe(AuthenticationResult.NoOpinion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("{\"payload\":\"e30\",\"signatures\":[]}")]
    public async Task Text_ThatIsNoToken_IsNotOurs(string text) => (await setup.AskAsync(text)).ShouldBe(AuthenticationResult.NoOpinion);

    [Fact]
    public async Task Token_WithFourPartsOrPadding_IsNotOurs()
    {
        var token = setup.Issuer.Token(setup.Claims(_ => { }));
        (await setup.AskAsync(token + ".x")).ShouldBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync(token.Insert(4, " "))).ShouldBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync(token.Insert(token.IndexOf('.', StringComparison.Ordinal) + 5, "\n"))).ShouldBe(AuthenticationResult.NoOpinion);
        for (var more = 0; more < 3; more++)
        {
            var parts = setup.Issuer.Token(setup.Claims(c => c["filler"] = new string('x', more))).Split('.');
            var padded = parts[1].PadRight((parts[1].Length + 3) / 4 * 4, '=');
            (await setup.AskAsync($"{parts[0]}.{padded}.{parts[2]}")).ShouldBeAssignableTo<AuthenticationResult>()
                .ShouldBeOfType(padded == parts[1] ? typeof(AuthenticationResult.Known) : AuthenticationResult.NoOpinion.GetType());
        }
    }

    [Fact]
    public async Task Token_OfAMegabyte_CostsNothing()
    {
        var reads = setup.Issuer.KeyReads;
        (await setup.AskAsync(c => c["filler"] = new string('x', 1024 * 1024))).ShouldBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync(new string('.', 1024 * 1024))).ShouldBe(AuthenticationResult.NoOpinion);
        (await setup.AskAsync("e30." + string.Concat(Enumerable.Repeat("W10", 300_000)) + ".x")).ShouldBe(AuthenticationResult.NoOpinion);
        setup.Issuer.KeyReads.ShouldBe(reads);
    }

    [Fact]
    public async Task Token_NestedDeeply_IsNotOurs()
    {
        var deep = $"{{\"iss\":\"{setup.Issuer.Url}\",\"x\":{new string('[', 20_000)}{new string(']', 20_000)}}}";
        (await setup.AskAsync($"{TestIssuer.Encode("{\"alg\":\"RS256\"}")}.{TestIssuer.Encode(deep)}.x")).ShouldBe(AuthenticationResult.NoOpinion);
    }

    private static void Refused(AuthenticationResult result) => result.ShouldBeOfType<AuthenticationResult.Refused>();

    public sealed class Servers : IAsyncLifetime
    {
        internal static readonly byte[] Secret = RandomNumberGenerator.GetBytes(64);

        internal IssuerSetup Setup { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Setup = await IssuerSetup.StartAsync(algorithm: "RS256", prepare: static issuer => issuer.OtherKeys =
        [
            new JsonObject { ["kty"] = "oct", ["kid"] = "secret", ["alg"] = "HS256", ["k"] = System.Buffers.Text.Base64Url.EncodeToString(Secret) },
        ]);

        public ValueTask DisposeAsync() => Setup.DisposeAsync();
    }
}
