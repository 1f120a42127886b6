using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>What one authenticator says about a request.</summary>
public abstract record AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>The request carries no credentials of this authenticator's sort: the next one is asked.</summary>
    public static AuthenticationResult NoOpinion { get; } = new None();

    /// <summary>The request carries credentials of this sort and they are bad: 401 unless another authenticator accepts.</summary>
    public static AuthenticationResult Rejected(string why) => new Refused(why);

    /// <summary>They cannot be judged now; the same credentials may be good in a moment, so nobody remembers this.</summary>
    public static AuthenticationResult Undecided(string why) => new Refused(why) { IsTransient = true };

    /// <summary>The caller is known.</summary>
    /// <param name="user">The pipeline adds <c>system:authenticated</c>; who remembers users has it in them, which spares a copy for every request.</param>
    /// <param name="audiences">The audiences that the token was accepted for; null for credentials without audiences.</param>
    public static AuthenticationResult Accepted(UserInfo user, IReadOnlyList<string>? audiences = null) => new Known(user, audiences);

    /// <summary>See <see cref="NoOpinion"/>.</summary>
    public sealed record None : AuthenticationResult;

    /// <summary>See <see cref="Rejected"/>; the reason is for the log and for TokenReview, never for the client, and holds no token.</summary>
    public sealed record Refused(string Why) : AuthenticationResult
    {
        /// <summary>See <see cref="Undecided"/>.</summary>
        public bool IsTransient { get; init; }

        /// <summary>What another server said of it, for TokenReview alone; it may quote the token, so it is never logged. Null for nothing.</summary>
        public string? Said { get; init; }
    }

    /// <summary>See <see cref="Accepted"/>.</summary>
    public sealed record Known(UserInfo User, IReadOnlyList<string>? Audiences) : AuthenticationResult
    {
        /// <summary>When the credentials end; nobody remembers them for longer. Null when they say nothing.</summary>
        public DateTimeOffset? Until { get; init; }
    }
}
