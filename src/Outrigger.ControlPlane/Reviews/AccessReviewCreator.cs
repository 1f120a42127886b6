using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Authorization;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>Answers whether a user may do something: SubjectAccessReview, the local form and the caller's own.</summary>
internal sealed class AccessReviewCreator(AccessReviewKind kind, IAuthorizer authorizer) : IObjectCreator
{
    /// <inheritdoc/>
    public async ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var metadata = ReviewObjects.Metadata(context, body);
        var spec = JsonNodes.Ensure(body, "spec");
        var errors = AccessReviewValidation.Validate(kind, metadata, spec);
        if (errors.Count > 0)
        {
            // Kubernetes answers with the kind of the decoded body, which is empty.
            throw ApiErrors.Invalid(new GroupKind(ReviewObjects.Authorization, ""), "", errors);
        }

        var user = kind == AccessReviewKind.Self ? context.User : Subject(spec);
        var status = await DecideAsync(user, spec, cancellationToken).ConfigureAwait(false);
        return ReviewObjects.Answer(ReviewObjects.Authorization, Name(kind), metadata, spec, status);
    }

    private static string Name(AccessReviewKind kind) => kind switch
    {
        AccessReviewKind.Self => "SelfSubjectAccessReview",
        AccessReviewKind.Local => "LocalSubjectAccessReview",
        _ => "SubjectAccessReview",
    };

    private static UserInfo Subject(JsonObject spec) => new(
        JsonNodes.GetString(spec, "user") ?? "",
        JsonNodes.StringList(spec["groups"]),
        JsonNodes.GetString(spec, "uid") ?? "",
        (spec["extra"] as JsonObject)?.ToDictionary(e => e.Key, e => JsonNodes.StringList(e.Value), StringComparer.Ordinal));

    private static AuthorizationRequest Question(UserInfo user, JsonObject spec)
    {
        if (spec["resourceAttributes"] is JsonObject resource)
        {
            return new AuthorizationRequest(user, Text(resource, "verb"), IsResource: true, "")
            {
                Group = Text(resource, "group"),
                Version = Text(resource, "version") is { Length: > 0 } version ? version : "*",
                Resource = Text(resource, "resource"),
                Subresource = Text(resource, "subresource"),
                Namespace = Text(resource, "namespace"),
                Name = Text(resource, "name"),
                Selectors = ReviewedSelectors.Read(resource),
            };
        }

        var path = spec["nonResourceAttributes"] as JsonObject;
        return new AuthorizationRequest(user, Text(path, "verb"), IsResource: false, Text(path, "path"));
    }

    private static string Text(JsonObject? attributes, string name) => JsonNodes.GetString(attributes, name) ?? "";

    private async ValueTask<JsonObject> DecideAsync(UserInfo user, JsonObject spec, CancellationToken cancellationToken)
    {
        var question = Question(user, spec);
        var decision = await authorizer.AuthorizeAsync(question, cancellationToken).ConfigureAwait(false);
        var status = new JsonObject { ["allowed"] = decision.Verdict == AuthorizationVerdict.Allow };
        if (decision.Verdict == AuthorizationVerdict.Deny)
        {
            status["denied"] = true;
        }

        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        if (ReviewedSelectors.Faults(question.Selectors).Prepend(decision.Failure).OfType<string>().ToList() is { Count: > 0 } faults)
        {
            status["evaluationError"] = string.Join("; ", faults);
        }

        return status;
    }
}
