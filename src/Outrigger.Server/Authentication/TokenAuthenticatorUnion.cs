namespace Outrigger.Server.Authentication;

/// <summary>Asks several token authenticators in order; used behind the Authorization header and by TokenReview.</summary>
public sealed class TokenAuthenticatorUnion(IReadOnlyList<ITokenAuthenticator> authenticators) : ITokenAuthenticator
{
    /// <inheritdoc/>
    public string Name => "tokens";

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        AuthenticationResult? refusal = null;
        foreach (var authenticator in authenticators)
        {
            switch (await authenticator.AuthenticateAsync(token, audiences, cancellationToken).ConfigureAwait(false))
            {
                case AuthenticationResult.Known known:
                    return known;
                case AuthenticationResult.Refused refused:
                    refusal ??= refused;
                    break;
            }
        }

        return refusal ?? AuthenticationResult.Rejected("no token authenticator knows the token");
    }
}
