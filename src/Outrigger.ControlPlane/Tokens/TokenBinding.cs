using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>Finds the object that a token is bound to and puts it into the claims.</summary>
internal sealed class TokenBinding(LocalObjects objects)
{
    /// <summary>The claims with <paramref name="reference"/> (a BoundObjectReference) in them. Refuses what cannot be bound to.</summary>
    public async ValueTask<TokenClaims> BindAsync(TokenClaims claims, JsonObject reference, CancellationToken cancellationToken)
    {
        var kind = JsonNodes.GetString(reference, "kind") ?? "";
        var known = GroupVersion.TryParse(JsonNodes.GetString(reference, "apiVersion") ?? "", out var version);
        switch (known ? version.Group : "?", kind)
        {
            case ("", "Pod"):
                var pod = await FindAsync(CoreResources.Pods, claims.Namespace, kind, reference, cancellationToken).ConfigureAwait(false);
                return await WithPodAsync(claims, pod, cancellationToken).ConfigureAwait(false);
            case ("", "Node"):
                var node = await FindAsync(CoreResources.Nodes, "", kind, reference, cancellationToken).ConfigureAwait(false);
                return claims with { Node = ReferenceTo(node) };
            case ("", "Secret"):
                var secret = await FindAsync(CoreResources.Secrets, claims.Namespace, kind, reference, cancellationToken)
                    .ConfigureAwait(false);
                return claims with { Secret = ReferenceTo(secret) };
            default:
                throw ApiErrors.BadRequest($"cannot bind token to object of type {version.Group}/{version.Version}, Kind={kind}");
        }
    }

    private static ObjectReference ReferenceTo(StoredObject obj) => new(obj.Name, obj.Uid);

    private async ValueTask<TokenClaims> WithPodAsync(TokenClaims claims, StoredObject pod, CancellationToken cancellationToken)
    {
        var spec = JsonNodes.GetObject(pod.ToTree(), "spec");
        var account = claims.Account.Name;
        if (!string.Equals(JsonNodes.GetString(spec, "serviceAccountName"), account, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest(
                $"cannot bind token for serviceaccount {GoText.Quote(account)} to pod running with different serviceaccount name.");
        }

        ObjectReference? node = null;
        if (JsonNodes.GetString(spec, "nodeName") is { Length: > 0 } nodeName)
        {
            var there = await objects.FindAsync(CoreResources.Nodes, "", nodeName, cancellationToken).ConfigureAwait(false);
            node = new ObjectReference(nodeName, there?.Uid ?? "");
        }

        return claims with { Pod = ReferenceTo(pod), Node = node };
    }

    private async ValueTask<StoredObject> FindAsync(
        GroupVersionResource resource, string ns, string kind, JsonObject reference, CancellationToken cancellationToken)
    {
        var name = JsonNodes.GetString(reference, "name") ?? "";
        var there = await objects.FindAsync(resource, ns, name, cancellationToken).ConfigureAwait(false)
            ?? throw ApiErrors.NotFound(resource.GroupResource, name);
        var uid = JsonNodes.GetString(reference, "uid") ?? "";
        return uid.Length == 0 || string.Equals(uid, there.Uid, StringComparison.Ordinal)
            ? there
            : throw ApiErrors.Conflict(
                new GroupResource("", kind),
                name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. "
                + "The object might have been deleted and then recreated");
    }
}
