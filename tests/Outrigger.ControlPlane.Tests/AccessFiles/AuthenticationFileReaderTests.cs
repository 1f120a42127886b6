using Outrigger.ControlPlane.AccessFiles;
using Outrigger.Server.Authentication;

namespace Outrigger.ControlPlane.Tests.AccessFiles;

public sealed class AuthenticationFileReaderTests
{
    private const string Head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    private const string Issuer =
        """
        jwt:
        - issuer: {url: "https://issuer.example.com", audiences: [client]}
          claimMappings:
            username: {claim: sub, prefix: ""}

        """;

    [Fact]
    public void Read_WholeFile_IsWhatItSays()
    {
        var file = Read(
            """
            jwt:
            - issuer:
                url: https://issuer.example.com
                discoveryURL: https://inside.example.com/.well-known/openid-configuration
                audiences: [client, other]
                audienceMatchPolicy: MatchAny
              claimValidationRules:
              - {claim: tenant, requiredValue: a}
              - {claim: empty, requiredValue: ""}
              claimMappings:
                username: {claim: email, prefix: "oidc:"}
                groups: {claim: roles, prefix: ""}
                uid: {claim: oid}
            anonymous: {enabled: true, conditions: [{path: /livez}]}
            """);

        var issuer = file.Issuers.ShouldHaveSingleItem();
        (issuer.IssuerUrl, issuer.DiscoveryUrl).ShouldBe(("https://issuer.example.com", "https://inside.example.com/.well-known/openid-configuration"));
        issuer.Audiences.ShouldBe(["client", "other"]);
        (issuer.Username.Claim, issuer.Username.Prefix).ShouldBe(("email", "oidc:"));
        (issuer.Groups!.Claim, issuer.Groups.Prefix, issuer.UidClaim).ShouldBe(("roles", "", "oid"));
        issuer.RequiredClaims.ShouldBe(new Dictionary<string, string> { ["tenant"] = "a", ["empty"] = "" });
        issuer.Algorithms.Count.ShouldBe(9);
        file.Anonymous.ShouldBe(AnonymousAccess.On("/livez"));
    }

    [Fact]
    public void Read_NoIssuers_IsFine()
    {
        Read("jwt: []").Issuers.ShouldBeEmpty();
        Read("").Anonymous.ShouldBeNull();
        Read("anonymous: {enabled: false}").Anonymous.ShouldBe(AnonymousAccess.Nowhere);
        Read("anonymous: {enabled: true}").Anonymous.ShouldBe(AnonymousAccess.Everywhere);
    }

    // a rule that is not applied would let people in
    [Theory]
    [InlineData("username: {claim: sub, prefix: \"\"}", "username: {expression: claims.sub}", "jwt[0].claimMappings.username.expression: Forbidden: expressions (CEL) are not supported")]
    [InlineData("username: {", "groups: {expression: claims.g}\n    username: {", "jwt[0].claimMappings.groups.expression: Forbidden: expressions (CEL)")]
    [InlineData("username: {", "uid: {expression: claims.u}\n    username: {", "jwt[0].claimMappings.uid.expression: Forbidden: expressions (CEL)")]
    [InlineData("username: {", "extra: [{key: example.com/x, valueExpression: claims.x}]\n    username: {", "jwt[0].claimMappings.extra: Forbidden: expressions (CEL)")]
    [InlineData("  claimMappings:", "  userValidationRules: [{expression: \"!user.username.startsWith('system:')\"}]\n  claimMappings:", "jwt[0].userValidationRules: Forbidden: expressions (CEL)")]
    [InlineData("  claimMappings:", "  claimValidationRules: [{expression: \"claims.x == 1\", message: no}]\n  claimMappings:", "jwt[0].claimValidationRules[0].expression: Forbidden: expressions (CEL)")]
    [InlineData("audiences: [client]", "audiences: [client], egressSelectorType: cluster", "jwt[0].issuer.egressSelectorType: Forbidden: egress selectors are not supported")]
    public void Read_WhatIsNotThere_IsRefused(string from, string to, string problem) =>
        Problems(Issuer.Replace(from, to, StringComparison.Ordinal)).ShouldContain(p => p.StartsWith(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("https://issuer.example.com", "http://issuer.example.com", "jwt[0].issuer.url: Invalid value: \"http://issuer.example.com\": URL scheme must be https")]
    [InlineData("https://issuer.example.com", "https://a:b@issuer.example.com", "jwt[0].issuer.url: Invalid value: \"https://a:b@issuer.example.com\": URL must not contain a username or password")]
    [InlineData("https://issuer.example.com", "https://issuer.example.com?a=b", "jwt[0].issuer.url: Invalid value: \"https://issuer.example.com?a=b\": URL must not contain a query")]
    [InlineData("https://issuer.example.com", "https://issuer.example.com#x", "jwt[0].issuer.url: Invalid value: \"https://issuer.example.com#x\": URL must not contain a fragment")]
    [InlineData("https://issuer.example.com", "", "jwt[0].issuer.url: Required value")]
    [InlineData("https://issuer.example.com", "https://own.example.com", "jwt[0].issuer.url: Invalid value: \"https://own.example.com\": URL must not overlap with disallowed issuers: [https://own.example.com]")]
    [InlineData("audiences: [client]", "discoveryURL: https://issuer.example.com/, audiences: [client]", "jwt[0].issuer.discoveryURL: Invalid value: \"https://issuer.example.com/\": discoveryURL must be different from URL")]
    [InlineData("audiences: [client]", "audiences: []", "jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required")]
    [InlineData("audiences: [client]", "audiences: [client, client], audienceMatchPolicy: MatchAny", "jwt[0].issuer.audiences[1]: Duplicate value: \"client\"")]
    [InlineData("audiences: [client]", "audiences: [client, \"\"], audienceMatchPolicy: MatchAny", "jwt[0].issuer.audiences[1]: Required value")]
    [InlineData("audiences: [client]", "audiences: [a, b]", "jwt[0].issuer.audienceMatchPolicy: Invalid value: \"\": audienceMatchPolicy must be MatchAny for multiple audiences")]
    [InlineData("audiences: [client]", "audiences: [a], audienceMatchPolicy: All", "jwt[0].issuer.audienceMatchPolicy: Invalid value: \"All\": audienceMatchPolicy must be empty or MatchAny for single audience")]
    [InlineData("audiences: [client]", "audiences: [client], certificateAuthority: nonsense", "jwt[0].issuer.certificateAuthority: Invalid value: \"<omitted>\": ")]
    [InlineData("username: {claim: sub, prefix: \"\"}", "username: {claim: sub}", "jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set.")]
    [InlineData("username: {claim: sub, prefix: \"\"}", "username: {prefix: x}", "jwt[0].claimMappings.username: Required value: claim or expression is required")]
    [InlineData("username: {claim: sub, prefix: \"\"}", "groups: {claim: g, prefix: \"\"}", "jwt[0].claimMappings.username: Required value: claim or expression is required")]
    [InlineData("username: {claim: sub, prefix: \"\"}", "username: {claim: sub, prefix: \"\"}\n    groups: {claim: g}", "jwt[0].claimMappings.groups.prefix: Required value")]
    [InlineData("audiences: [client]", "audiences: client", "jwt[0].issuer.audiences: Invalid value: must be a list of strings")]
    [InlineData("audiences: [client]", "audiences: [client], audience: x", "jwt[0].issuer.audience: Forbidden: unknown field")]
    [InlineData("  claimMappings:", "  claimValidationRules: [{claim: a, requiredValue: b}, {claim: a, requiredValue: c}]\n  claimMappings:", "jwt[0].claimValidationRules[1].claim: Duplicate value: \"a\"")]
    [InlineData("  claimMappings:", "  claimValidationRules: [{requiredValue: b}]\n  claimMappings:", "jwt[0].claimValidationRules[0]: Required value: claim or expression is required")]
    [InlineData("  claimMappings:", "  claimMapping: {}\n  claimMappings:", "jwt[0].claimMapping: Forbidden: unknown field")]
    public void Read_Wrong_NamesTheField(string from, string to, string problem) =>
        Problems(Issuer.Replace(from, to, StringComparison.Ordinal)).ShouldContain(p => p.StartsWith(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("anonymous: {enabled: false, conditions: [{path: /livez}]}", "anonymous.conditions: Forbidden: enabled should be set to true when conditions are defined")]
    [InlineData("anonymous: {enabled: yes-please}", "anonymous.enabled: Invalid value: must be true or false")]
    [InlineData("users: []", "users: Forbidden: unknown field")]
    [InlineData("jwt: []\njwt: []", "file: Invalid value: ")]
    public void Read_WrongOutsideIssuers_NamesTheField(string text, string problem) =>
        Problems(text).ShouldContain(p => p.StartsWith(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[1, 2]")]
    [InlineData("apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n")]
    [InlineData("apiVersion: apiserver.config.k8s.io/v9\nkind: AuthenticationConfiguration\n")]
    [InlineData("apiVersion: [\n")]
    public void Read_AnotherDocument_IsRefused(string text) => Should.Throw<AccessFileException>(() => AuthenticationFileReader.Read(text, []));

    [Fact]
    public void Read_TheSameIssuerTwice_IsRefused() =>
        Problems(Issuer + Issuer.Replace("jwt:\n", "", StringComparison.Ordinal)).ShouldBe(["jwt[1].issuer.url: Duplicate value: \"https://issuer.example.com\""]);

    [Fact]
    public void Read_SeveralProblems_AreToldAtOnce() =>
        Problems("jwt: [{issuer: {url: x}}]\nfoo: 1").Count.ShouldBeGreaterThan(3);

    private static AuthenticationFile Read(string text) => AuthenticationFileReader.Read(Head + text, ["https://own.example.com"]);

    private static IReadOnlyList<string> Problems(string text) => Should.Throw<AccessFileException>(() => Read(text)).Problems;
}
