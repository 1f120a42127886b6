using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Authentication;

/// <summary>Reads <c>Authorization: Bearer TOKEN</c>. Other schemes and an empty token are no credentials at all.</summary>
public sealed class BearerTokenAuthenticator(ITokenAuthenticator tokens) : IAuthenticator
{
    /// <inheritdoc/>
    public string Name => "bearer-token";

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return AuthenticationResult.NoOpinion;
        }

        var parts = (header[0] ?? "").Trim().Split(' ', 3);
        if (parts.Length < 2 || !parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase) || parts[1].Length == 0)
        {
            return AuthenticationResult.NoOpinion;
        }

        // A token that nobody knows is a bad one.
        var result = await tokens.AuthenticateAsync(parts[1], [], cancellationToken).ConfigureAwait(false);
        return result is AuthenticationResult.None ? AuthenticationResult.Rejected("no authenticator knows the token") : result;
    }
}
