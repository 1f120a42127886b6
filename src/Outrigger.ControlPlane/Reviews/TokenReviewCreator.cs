using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Authentication;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>Judges a bearer token for somebody else: an extension server that was called directly, a webhook.</summary>
internal sealed class TokenReviewCreator(IReadOnlyList<ITokenAuthenticator> authenticators) : IObjectCreator
{
    /// <inheritdoc/>
    public async ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var metadata = ReviewObjects.Metadata(context, body);
        var spec = JsonNodes.Ensure(body, "spec");
        if (JsonNodes.GetString(spec, "token") is not { Length: > 0 } token)
        {
            throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
        }

        var status = await JudgeAsync(token, JsonNodes.StringList(spec["audiences"]), cancellationToken).ConfigureAwait(false);
        return ReviewObjects.Answer(ReviewObjects.Authentication, "TokenReview", metadata, spec, status);
    }

    private async ValueTask<JsonObject> JudgeAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var faults = new List<string> { "invalid bearer token" };
        foreach (var authenticator in authenticators)
        {
            switch (await authenticator.AuthenticateAsync(token, audiences, cancellationToken).ConfigureAwait(false))
            {
                case AuthenticationResult.Known known:
                    return Accepted(known);
                case AuthenticationResult.Refused refused when (refused.Said ?? refused.Why) is var fault && !faults.Contains(fault, StringComparer.Ordinal):
                    faults.Add(fault);
                    break;
            }
        }

        return new JsonObject
        {
            ["error"] = faults is [var only] ? only : $"[{string.Join(", ", faults)}]",
            ["user"] = new JsonObject(),
        };
    }

    private static JsonObject Accepted(AuthenticationResult.Known known)
    {
        var status = new JsonObject { ["authenticated"] = true, ["user"] = ReviewObjects.UserInfo(known.User.AsAuthenticated()) };
        if (known.Audiences is { Count: > 0 } audiences)
        {
            status["audiences"] = ReviewObjects.Strings(audiences);
        }

        return status;
    }
}
