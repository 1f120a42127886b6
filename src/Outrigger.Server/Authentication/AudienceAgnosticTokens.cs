namespace Outrigger.Server.Authentication;

/// <summary>
/// Tokens that say nothing of an audience are this server's own: they are good for its audiences and for no other.
/// </summary>
/// <param name="inner">Knows the tokens.</param>
/// <param name="own">The audiences of this server (<c>--api-audiences</c>).</param>
public sealed class AudienceAgnosticTokens(ITokenAuthenticator inner, IReadOnlyList<string> own) : ITokenAuthenticator
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> shared = audiences.Count == 0 ? own : [.. own.Intersect(audiences, StringComparer.Ordinal)];
        if (shared.Count == 0)
        {
            return AuthenticationResult.NoOpinion;
        }

        var result = await inner.AuthenticateAsync(token, audiences, cancellationToken).ConfigureAwait(false);
        return result is AuthenticationResult.Known known ? known with { Audiences = shared } : result;
    }
}
