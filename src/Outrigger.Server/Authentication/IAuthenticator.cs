using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Authentication;

/// <summary>Finds out who sends a request. Asked in order of registration; the first that accepts wins.</summary>
public interface IAuthenticator
{
    /// <summary>Unique; named in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Reads the request's credentials. It may remove headers that must not go further.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken);
}
