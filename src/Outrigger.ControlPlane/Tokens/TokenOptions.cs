namespace Outrigger.ControlPlane.Tokens;

/// <summary>How service-account tokens are issued and judged.</summary>
public sealed record TokenOptions
{
    /// <summary>The issuer of a server that was told none.</summary>
    public const string DefaultIssuer = "https://kubernetes.default.svc";

    /// <summary>The <c>iss</c> of tokens (the first --service-account-issuer).</summary>
    public string Issuer { get; init; } = DefaultIssuer;

    /// <summary>Issuers whose tokens are accepted beside: those that the server had before (further --service-account-issuer).</summary>
    public IReadOnlyList<string> FurtherIssuers { get; init; } = [];

    /// <summary>All issuers that stand for this server: no other token issuer may be named so.</summary>
    public IReadOnlyList<string> Issuers => [Issuer, .. FurtherIssuers];

    /// <summary>The audiences of this API server (--api-audiences): given to tokens that ask for none, demanded of bearer tokens.</summary>
    public IReadOnlyList<string> ApiAudiences { get; init; } = [DefaultIssuer];

    /// <summary>Where the issuer's page says that its keys are (--service-account-jwks-uri); empty for a page below the issuer.</summary>
    public string JwksUri { get; init; } = "";

    /// <summary>The longest that a token may be good for (--service-account-max-token-expiration); null for as long as is asked.</summary>
    public TimeSpan? MaxExpiration { get; init; }
}
