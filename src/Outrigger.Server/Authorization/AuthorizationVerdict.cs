namespace Outrigger.Server.Authorization;

/// <summary>See <see cref="AuthorizationDecision"/>.</summary>
public enum AuthorizationVerdict
{
    NoOpinion,
    Allow,
    Deny,
}
