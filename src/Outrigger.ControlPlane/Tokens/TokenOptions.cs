namespace Outrigger.ControlPlane.Tokens;

/// <summary>How service-account tokens are issued and judged.</summary>
public sealed record TokenOptions
{
    /// <summary>The <c>iss</c> of tokens (--service-account-issuer).</summary>
    public string Issuer { get; init; } = "https://kubernetes.default.svc";

    /// <summary>The audiences of this API server (--api-audiences): given to tokens that ask for none, demanded of bearer tokens.</summary>
    public IReadOnlyList<string> ApiAudiences { get; init; } = ["https://kubernetes.default.svc"];
}
