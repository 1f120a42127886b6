using Outrigger.Server.Authorization;

namespace Outrigger.Server.Reviewing;

/// <summary>How another server is asked what users may do.</summary>
public sealed record AccessReviewSettings
{
    /// <summary>In logs, metrics and refusals.</summary>
    public required string Name { get; init; }

    /// <summary>Of SubjectAccessReview: <c>v1</c> or <c>v1beta1</c>.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>For how long an allowance is believed; zero asks every time.</summary>
    public TimeSpan AuthorizedTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long a refusal is believed; zero asks every time.</summary>
    public TimeSpan UnauthorizedTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What holds when the other server does not answer: NoOpinion asks the next authorizer, Deny does not.</summary>
    public AuthorizationVerdict OnFailure { get; init; } = AuthorizationVerdict.NoOpinion;
}
