using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Authentication;

/// <summary>Reads <c>Authorization: Bearer TOKEN</c>. Other schemes and an empty token are no credentials at all.</summary>
public sealed class BearerTokenAuthenticator(ITokenAuthenticator tokens) : IAuthenticator
{
    /// <inheritdoc/>
    public string Name => "bearer-token";

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return new(AuthenticationResult.NoOpinion);
        }

        var parts = (header[0] ?? "").Trim().Split(' ', 3);
        if (parts.Length < 2 || !parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase) || parts[1].Length == 0)
        {
            return new(AuthenticationResult.NoOpinion);
        }

        return tokens.AuthenticateAsync(parts[1], [], cancellationToken);
    }
}
