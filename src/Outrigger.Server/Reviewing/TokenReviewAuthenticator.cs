using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Reviewing;

/// <summary>
/// Asks another server about a bearer token (TokenReview). What it answers is not remembered here: wrap it in a
/// <see cref="CachedTokenAuthenticator"/>.
/// </summary>
/// <param name="name">In logs and metrics.</param>
/// <param name="endpoint">Who is asked.</param>
/// <param name="version"><c>v1</c> or <c>v1beta1</c>.</param>
/// <param name="own">The audiences of this server, asked for when the caller names none; empty leaves them to the other server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when the other server fails.</param>
public sealed class TokenReviewAuthenticator(
    string name, ReviewEndpoint endpoint, string version, IReadOnlyList<string> own, TimeProvider time, ILogger logger) : ITokenAuthenticator
{
    private readonly FailureNotice failures = new(name, time, logger);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var asked = audiences.Count > 0 ? audiences : own;
        try
        {
            var review = await endpoint.AskAsync(ReviewBodies.OfToken(version, token, asked), cancellationToken).ConfigureAwait(false);
            return Read(review["status"] as JsonObject ?? [], asked);
        }
        catch (ReviewException failure)
        {
            failures.Tell(failure.Message);
            return AuthenticationResult.Undecided($"{name} does not answer");
        }
    }

    private AuthenticationResult Read(JsonObject status, IReadOnlyList<string> asked)
    {
        if (JsonNodes.GetBool(status, "authenticated") is not true || status["user"] is not JsonObject user)
        {
            // an answer with an error says that the server could not tell, so it is not remembered
            return JsonNodes.GetString(status, "error") is { Length: > 0 } error
                ? new AuthenticationResult.Refused($"{name} could not tell") { IsTransient = true, Said = error }
                : AuthenticationResult.Rejected($"{name} does not know the token");
        }

        // a server that says nothing of audiences vouches for ours alone
        IReadOnlyList<string>? shared = null;
        var told = JsonNodes.StringList(status["audiences"]);
        if (asked.Count > 0)
        {
            shared = [.. asked.Intersect(told.Count > 0 ? told : own, StringComparer.Ordinal)];
            if (shared.Count == 0)
            {
                return AuthenticationResult.Rejected($"{name} knows the token, but for other audiences");
            }
        }
        else if (told.Count > 0)
        {
            shared = told;
        }

        var known = UserInfoJson.Read(user);
        return known.Name.Length == 0
            ? AuthenticationResult.Rejected($"{name} named no user")
            : AuthenticationResult.Accepted((known with { Groups = [.. known.Groups.Where(g => g != UserInfo.AuthenticatedGroup)] }).AsAuthenticated(), shared);
    }
}
