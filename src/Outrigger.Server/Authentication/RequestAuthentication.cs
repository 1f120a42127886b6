using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Asks every authenticator until one accepts. Credentials that are bad are 401 even where anonymous callers are let in,
/// so that nobody mistakes a typo for a lack of rights.
/// </summary>
internal sealed class RequestAuthentication(IReadOnlyList<IAuthenticator> authenticators, AnonymousAccess anonymous, ILogger logger)
{
    /// <summary>Who the caller is; 401 when that is not to be known.</summary>
    /// <param name="http">The request; headers with credentials leave it.</param>
    /// <param name="path">Its path as authorization will see it.</param>
    public async ValueTask<UserInfo> AuthenticateAsync(HttpContext http, string path)
    {
        if (http.Features.Get<InProcessCaller>() is { } caller)
        {
            CredentialHeaders.Remove(http.Request.Headers);
            return caller.User.AsAuthenticated();
        }

        var refused = false;
        foreach (var authenticator in authenticators)
        {
            switch (await authenticator.AuthenticateAsync(http, http.RequestAborted).ConfigureAwait(false))
            {
                case AuthenticationResult.Known known:
                    CredentialHeaders.Remove(http.Request.Headers);
                    return known.User.AsAuthenticated();
                case AuthenticationResult.Refused refusal:
                    refused = true;
                    AuthenticationLog.Refused(logger, authenticator.Name, refusal.Why);
                    break;
            }
        }

        CredentialHeaders.Remove(http.Request.Headers);
        return refused || !anonymous.Admits(path) ? throw ApiErrors.Unauthorized() : UserInfo.Anonymous;
    }
}
