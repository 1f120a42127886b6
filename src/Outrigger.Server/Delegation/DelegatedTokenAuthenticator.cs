using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Client.Rest;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Delegation;

/// <summary>Asks the main server about a bearer token (TokenReview) and believes the answer for ten seconds.</summary>
internal sealed class DelegatedTokenAuthenticator(KubernetesClient client, TimeProvider time) : ITokenAuthenticator
{
    // the key of the cache is unguessable and binds the audiences, so that a token never leaves its audience
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private readonly ExpiringCache<string, AuthenticationResult> cache = new(time, DelegationConstants.CacheEntries);

    public string Name => "TokenReview";

    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var key = Key(token, audiences);
        if (cache.TryGet(key, out var known))
        {
            return known;
        }

        var spec = new JsonObject { ["token"] = token };
        if (audiences.Count > 0)
        {
            spec["audiences"] = UserInfoJson.Write(audiences);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DelegationConstants.Timeout);
        var review = await client.CreateAsync(DelegationConstants.TokenReviews, Review("TokenReview", spec), limit.Token).ConfigureAwait(false);
        var result = Read(review["status"] as JsonObject ?? []);
        cache.Set(key, result, DelegationConstants.CacheTime);
        return result;
    }

    private static JsonObject Review(string kind, JsonObject spec) =>
        new() { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = kind, ["metadata"] = new JsonObject(), ["spec"] = spec };

    private static AuthenticationResult Read(JsonObject status)
    {
        if ((bool?)status["authenticated"] != true || status["user"] is not JsonObject user)
        {
            return AuthenticationResult.Rejected((string?)status["error"] ?? "the main server does not know the token");
        }

        var told = UserInfoJson.Read(user);
        var groups = told.Groups.Where(g => g != UserInfo.AuthenticatedGroup).ToList();
        var audiences = (status["audiences"] as JsonArray)?.Select(a => (string?)a ?? "").ToList();
        return AuthenticationResult.Accepted(told with { Groups = groups }, audiences);
    }

    private string Key(string token, IReadOnlyList<string> audiences)
    {
        var text = new StringBuilder();
        foreach (var part in audiences.Prepend(token))
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text.ToString())));
    }
}
