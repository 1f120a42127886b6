using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Server.Authorization;

/// <summary>Turns a decision into going on or a 403 with Kubernetes' text.</summary>
internal static class AccessControl
{
    public static async ValueTask RequireAsync(IAuthorizer authorizer, AuthorizationRequest request, CancellationToken cancellationToken)
    {
        Require(request, await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>StatusException 403 unless the decision is to allow.</summary>
    public static void Require(AuthorizationRequest request, AuthorizationDecision decision)
    {
        if (decision.Verdict != AuthorizationVerdict.Allow)
        {
            throw decision.Failure is { } failure ? ApiErrors.Internal(failure) : Refuse(request, decision.Reason);
        }
    }

    public static StatusException Refuse(AuthorizationRequest request, string reason)
    {
        var text = $"User {GoText.Quote(request.User.Name)} cannot {request.Verb} {What(request)}";
        var message = reason.Length == 0 ? text : $"{text}: {reason}";
        return request.IsResource
            ? ApiErrors.Forbidden(new GroupResource(request.Group, request.Resource), request.Name, message)
            : ApiErrors.Forbidden(new GroupResource("", ""), "", message);
    }

    private static string What(AuthorizationRequest request)
    {
        if (!request.IsResource)
        {
            return $"path {GoText.Quote(request.Path)}";
        }

        var resource = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        var where = request.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {GoText.Quote(request.Namespace)}";
        return $"resource {GoText.Quote(resource)} in API group {GoText.Quote(request.Group)} {where}";
    }
}
