using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ControlPlane.Jwt;

namespace Outrigger.ControlPlane.Tests.Jwt;

/// <summary>What the claims of a token that is signed well make of its bearer.</summary>
public sealed class ClaimTests
{
    private static readonly JwtAuthenticatorSettings Settings = new()
    {
        IssuerUrl = "https://issuer.example.com",
        Audiences = ["client"],
        Username = new PrefixedClaim("sub", "oidc:"),
        Groups = new PrefixedClaim("groups", "team:"),
        UidClaim = "uid",
    };

    [Fact]
    public void Map_GoodClaims_HavePrefixesAndACredentialId()
    {
        var user = Map("""{"sub":"ann","uid":"7","groups":["dev","ops"],"jti":"t-1"}""");

        (user.Name, user.Uid).ShouldBe(("oidc:ann", "7"));
        user.Groups.ShouldBe(["team:dev", "team:ops"]);
        user.Extra!["authentication.kubernetes.io/credential-id"].ShouldBe(["JTI=t-1"]);
    }

    [Theory]
    [InlineData("\"dev\"", "team:dev")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("[\"dev,system:masters\"]", "team:dev,system:masters")]
    public void Map_Groups_AreATextOrAListOfTexts(string json, string groups) =>
        string.Join(' ', Map($$"""{"sub":"ann","uid":"7","groups":{{json}}}""").Groups).ShouldBe(groups);

    [Fact]
    public void Map_NoGroups_IsInNone() => Map("""{"sub":"ann","uid":"7"}""").Groups.ShouldBeEmpty();

    // an empty name in front of an empty prefix would be nobody's, or everybody's
    [Theory]
    [InlineData("""{"uid":"7"}""", "sub")]
    [InlineData("""{"sub":"","uid":"7"}""", "sub")]
    [InlineData("""{"sub":null,"uid":"7"}""", "sub")]
    [InlineData("""{"sub":7,"uid":"7"}""", "sub")]
    [InlineData("""{"sub":["ann"],"uid":"7"}""", "sub")]
    [InlineData("""{"sub":"ann"}""", "uid")]
    [InlineData("""{"sub":"ann","uid":7}""", "uid")]
    [InlineData("""{"sub":"ann","uid":""}""", "uid")]
    [InlineData("""{"sub":"ann","uid":"7","groups":7}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":true}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":{"dev":true}}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":["dev",7]}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":["dev",null]}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":["dev",["ops"]]}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":[""]}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","groups":""}""", "groups")]
    [InlineData("""{"sub":"ann","uid":"7","_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{"endpoint":"https://169.254.169.254/"}}}""", "groups")]
    public void Map_ClaimOfTheWrongForm_IsRefused(string json, string claim) =>
        Should.Throw<ClaimException>(() => Map(json)).Message.ShouldContain(claim);

    [Fact]
    public void Map_OtherDistributedClaims_AreNotLookedAt() =>
        Map("""{"sub":"ann","uid":"7","_claim_names":{"address":"src1"},"_claim_sources":{"src1":{"endpoint":"https://x"}}}""").Name.ShouldBe("oidc:ann");

    [Theory]
    [InlineData("""{"email":"ann@example.com"}""", true)]
    [InlineData("""{"email":"ann@example.com","email_verified":true}""", true)]
    [InlineData("""{"email":"ann@example.com","email_verified":false}""", false)]
    [InlineData("""{"email":"ann@example.com","email_verified":"true"}""", false)]
    [InlineData("""{"email":"ann@example.com","email_verified":null}""", false)]
    [InlineData("""{"email":"ann@example.com","email_verified":1}""", false)]
    public void Map_Email_MustBeVerifiedWhenTheTokenSaysWhetherItIs(string json, bool good)
    {
        var settings = Settings with { Username = new PrefixedClaim("email", ""), UidClaim = "" };
        if (good)
        {
            Map(json, settings).Name.ShouldBe("ann@example.com");
        }
        else
        {
            Should.Throw<ClaimException>(() => Map(json, settings)).Message.ShouldContain("email_verified");
        }
    }

    [Fact]
    public void Map_EmailVerifiedBesideAnotherName_IsNotLookedAt() =>
        Map("""{"sub":"ann","uid":"7","email_verified":false}""").Name.ShouldBe("oidc:ann");

    [Theory]
    [InlineData("""{"sub":"ann","uid":"7","tenant":"a"}""", true)]
    [InlineData("""{"sub":"ann","uid":"7","tenant":"b"}""", false)]
    [InlineData("""{"sub":"ann","uid":"7","tenant":["a"]}""", false)]
    [InlineData("""{"sub":"ann","uid":"7"}""", false)]
    public void Map_RequiredClaim_MustHaveItsValue(string json, bool good)
    {
        var settings = Settings with { RequiredClaims = new Dictionary<string, string> { ["tenant"] = "a" } };
        if (good)
        {
            Map(json, settings).Name.ShouldBe("oidc:ann");
        }
        else
        {
            Should.Throw<ClaimException>(() => Map(json, settings)).Message.ShouldContain("tenant");
        }
    }

    [Fact]
    public void Map_AClaimsValue_IsNotInTheRefusal() =>
        Should.Throw<ClaimException>(() => Map("""{"sub":"ann","uid":"7","groups":["hidden-value",7]}""")).Message.ShouldNotContain("hidden-value");

    // a prefix keeps what an issuer says apart from what this server says
    [Theory]
    [InlineData("system:masters")]
    [InlineData("system:nodes")]
    public void Map_NamesOfTheSystem_AreBehindThePrefix(string name)
    {
        var user = Map($$"""{"sub":"{{name}}","uid":"7","groups":["{{name}}"]}""");
        user.Name.ShouldBe($"oidc:{name}");
        user.IsIn(name).ShouldBeFalse();
    }

    [Fact]
    public void Map_LongSubject_IsKeptWhole()
    {
        var name = new string('a', 60_000);
        Map($$"""{"sub":"{{name}}","uid":"7"}""").Name.ShouldBe($"oidc:{name}");
    }

    private static UserInfo Map(string json, JwtAuthenticatorSettings? settings = null) => new ClaimMapper(settings ?? Settings).Map((JsonObject)JsonNode.Parse(json)!);
}
