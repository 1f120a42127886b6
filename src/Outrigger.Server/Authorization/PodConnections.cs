using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Authorization;

/// <summary>
/// exec, attach and portforward of pods are a right to create, also where a WebSocket asks for them with GET (Kubernetes 1.35,
/// AuthorizePodWebsocketUpgradeCreatePermission). Kubernetes asks that of pods alone: connections of extension servers are asked for with
/// the verb of their method, here and there.
/// </summary>
internal static class PodConnections
{
    /// <summary>StatusException 403 when the request gets by with the right to get, and its user may not create.</summary>
    public static async ValueTask RequireCreateAsync(
        IAuthorizer authorizer, RequestInfo info, AuthorizationRequest asked, CancellationToken cancellationToken)
    {
        if (info is not { IsResource: true, Group: "", Resource: "pods", Subresource: "exec" or "attach" or "portforward", Verb: "get" })
        {
            return;
        }

        var decision = await authorizer.AuthorizeAsync(asked with { Verb = "create" }, cancellationToken).ConfigureAwait(false);
        if (decision.Verdict != AuthorizationVerdict.Allow)
        {
            throw decision.Failure is { } failure
                ? ApiErrors.Internal(failure)
                : ApiErrors.Forbidden(new GroupResource("", info.Resource), info.Name, decision.Reason);
        }
    }
}
