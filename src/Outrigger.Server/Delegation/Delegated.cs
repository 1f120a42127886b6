using Microsoft.Extensions.Logging;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Reviewing;

namespace Outrigger.Server.Delegation;

/// <summary>What an extension server asks the main server for: who a bearer of a token is, and what anybody may do.</summary>
internal static class Delegated
{
    /// <summary>For tokens in the Authorization header and in WebSocket subprotocols.</summary>
    public static IReadOnlyList<IAuthenticator> Tokens(ReviewEndpoint endpoint, TimeSpan believed, TimeProvider time, ILogger logger)
    {
        var tokens = Cached(endpoint, believed, time, logger);
        return [new BearerTokenAuthenticator(tokens), new WebSocketTokenAuthenticator(tokens)];
    }

    public static ITokenAuthenticator Cached(ReviewEndpoint endpoint, TimeSpan believed, TimeProvider time, ILogger logger) => new CachedTokenAuthenticator(
        new TokenReviewAuthenticator("the main server", endpoint, "v1", [], time, logger), believed, believed, time);

    public static IAuthorizer Authorizer(ReviewEndpoint endpoint, TimeSpan allowed, TimeSpan refused, TimeProvider time, ILogger logger)
    {
        var settings = new AccessReviewSettings
        {
            Name = "SubjectAccessReview",
            AuthorizedTtl = allowed,
            UnauthorizedTtl = refused,
        };
        return new AccessReviewAuthorizer(settings, endpoint, null, time, logger);
    }
}
