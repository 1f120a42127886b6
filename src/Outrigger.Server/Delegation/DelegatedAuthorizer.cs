using System.Text.Json.Nodes;
using Outrigger.Client.Rest;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Delegation;

/// <summary>Asks the main server what a user may do (SubjectAccessReview) and believes the answer for ten seconds.</summary>
internal sealed class DelegatedAuthorizer(KubernetesClient client, TimeProvider time) : IAuthorizer
{
    private readonly ExpiringCache<string, AuthorizationDecision> cache = new(time, DelegationConstants.CacheEntries);

    public string Name => "SubjectAccessReview";

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        var spec = Spec(request);
        var key = spec.ToJsonString();
        if (cache.TryGet(key, out var known))
        {
            return known;
        }

        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SubjectAccessReview",
            ["metadata"] = new JsonObject(),
            ["spec"] = spec,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DelegationConstants.Timeout);
        var answer = await client.CreateAsync(DelegationConstants.SubjectAccessReviews, review, limit.Token).ConfigureAwait(false);
        var decision = Read(answer["status"] as JsonObject ?? []);
        cache.Set(key, decision, DelegationConstants.CacheTime);
        return decision;
    }

    private static AuthorizationDecision Read(JsonObject status)
    {
        var verdict = (bool?)status["allowed"] == true ? AuthorizationVerdict.Allow
            : (bool?)status["denied"] == true ? AuthorizationVerdict.Deny
            : AuthorizationVerdict.NoOpinion;
        return new AuthorizationDecision(verdict, (string?)status["reason"] ?? "");
    }

    private static JsonObject Spec(AuthorizationRequest request)
    {
        var spec = new JsonObject
        {
            ["user"] = request.User.Name,
            ["groups"] = UserInfoJson.Write(request.User.Groups),
        };
        if (request.User.Uid.Length > 0)
        {
            spec["uid"] = request.User.Uid;
        }

        if (request.User.Extra is { Count: > 0 })
        {
            spec["extra"] = UserInfoJson.WriteExtra(request.User);
        }

        if (request.IsResource)
        {
            spec["resourceAttributes"] = Resource(request);
        }
        else
        {
            spec["nonResourceAttributes"] = new JsonObject { ["path"] = request.Path, ["verb"] = request.Verb };
        }

        return spec;
    }

    private static JsonObject Resource(AuthorizationRequest request)
    {
        var attributes = new JsonObject { ["verb"] = request.Verb };
        (string Name, string Value)[] parts =
        [
            ("group", request.Group), ("version", request.Version), ("resource", request.Resource),
            ("subresource", request.Subresource), ("namespace", request.Namespace), ("name", request.Name),
        ];
        foreach (var (name, value) in parts.Where(p => p.Value.Length > 0))
        {
            attributes[name] = value;
        }

        return attributes;
    }
}
