namespace Outrigger.ControlPlane.Jwt;

/// <summary>
/// One issuer of JSON web tokens and what its claims mean (an entry of <c>jwt</c> in an AuthenticationConfiguration, or the
/// <c>--oidc-*</c> flags). Checked by whoever makes it.
/// </summary>
public sealed record JwtAuthenticatorSettings
{
    /// <summary>Every algorithm that a key of an issuer may sign with (JWA names); none of them shares a secret.</summary>
    public static IReadOnlyList<string> AllAlgorithms { get; } =
        ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    /// <summary>The <c>iss</c> of its tokens; its discovery document is below it, unless <see cref="DiscoveryUrl"/> says where.</summary>
    public required string IssuerUrl { get; init; }

    /// <summary>Where the discovery document is; empty for <c>ISSUER/.well-known/openid-configuration</c>.</summary>
    public string DiscoveryUrl { get; init; } = "";

    /// <summary>PEM of the only authorities that may have signed the issuer's certificate; empty for the machine's.</summary>
    public string CertificateAuthority { get; init; } = "";

    /// <summary>A token must be for one of these.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The claim that names the user, and what goes before it.</summary>
    public required PrefixedClaim Username { get; init; }

    /// <summary>The claim with a group or a list of groups; null for none.</summary>
    public PrefixedClaim? Groups { get; init; }

    /// <summary>The claim with the uid; empty for none.</summary>
    public string UidClaim { get; init; } = "";

    /// <summary>Claims that must be there, as texts, with these values.</summary>
    public IReadOnlyDictionary<string, string> RequiredClaims { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How tokens may be signed, of <see cref="AllAlgorithms"/>.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = AllAlgorithms;
}
