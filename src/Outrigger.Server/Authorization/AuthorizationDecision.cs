namespace Outrigger.Server.Authorization;

/// <summary>An authorizer's answer.</summary>
/// <param name="Verdict">Allow and Deny end the search; NoOpinion asks the next authorizer, and is a refusal at the end.</param>
/// <param name="Reason">Told in reviews and after the 403 message; may be empty.</param>
public readonly record struct AuthorizationDecision(AuthorizationVerdict Verdict, string Reason);
