namespace Outrigger.Server.Authentication;

/// <summary>Judges bearer tokens: behind the Authorization header and behind TokenReview alike.</summary>
public interface ITokenAuthenticator
{
    /// <summary>Unique; named in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Judges a token for the audiences; an empty list means the API server's own.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken);
}
