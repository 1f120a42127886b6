namespace Outrigger.Server.Authorization;

/// <summary>An authorizer's answer.</summary>
/// <param name="Verdict">Allow and Deny end the search; NoOpinion asks the next authorizer, and is a refusal at the end.</param>
/// <param name="Reason">Told in reviews and after the 403 message; may be empty.</param>
public readonly record struct AuthorizationDecision(AuthorizationVerdict Verdict, string Reason)
{
    /// <summary>
    /// Why the authorizer could not decide; told to the client, so it holds no secret. A request that nobody allows is then answered
    /// with 500 and not 403, because it might be allowed. Null when it could.
    /// </summary>
    public string? Failure { get; init; }
}
