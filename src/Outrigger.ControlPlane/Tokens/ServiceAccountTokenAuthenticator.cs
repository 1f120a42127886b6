using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.Authentication;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>
/// Accepts the tokens that this server issues: signed by its key, for an audience that is asked for, not expired, of a service
/// account that still is the same, bound to an object that still is the same.
/// </summary>
internal sealed class ServiceAccountTokenAuthenticator(TokenCodec codec, TokenOptions options, LocalObjects objects, TimeProvider time)
    : ITokenAuthenticator
{
    // As go-jose: clocks differ.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private readonly TokenResultCache cache = new(time);

    /// <inheritdoc/>
    public string Name => "service-account-token";

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        // what is remembered was ours, so its claims need not be read again
        var key = cache.KeyOf(token, audiences);
        if (cache.Find(key) is { } known)
        {
            return known;
        }

        if (TokenCodec.Peek(token) is not { } claims || !IsOurs(claims.Issuer))
        {
            return AuthenticationResult.NoOpinion;
        }

        if (!await codec.IsSignedAsync(token).ConfigureAwait(false))
        {
            return AuthenticationResult.Rejected("invalid signature");
        }

        var asked = audiences.Count == 0 ? options.ApiAudiences : audiences;
        var shared = claims.Audiences.Intersect(asked, StringComparer.Ordinal).ToList();
        if (shared.Count == 0)
        {
            return AuthenticationResult.Rejected(
                $"token audiences {Quote(claims.Audiences)} is invalid for the target audiences {Quote(asked)}");
        }

        if (FaultOfTimes(claims) is { } fault)
        {
            return AuthenticationResult.Rejected(fault);
        }

        if (await FaultOfObjectsAsync(claims, cancellationToken).ConfigureAwait(false) is { } gone)
        {
            return AuthenticationResult.Rejected(gone);
        }

        var accepted = new AuthenticationResult.Known(UserOf(claims), shared) { Until = claims.Expires };
        cache.Add(key, accepted, Remembered);
        return accepted;
    }

    private bool IsOurs(string issuer) =>
        string.Equals(issuer, options.Issuer, StringComparison.Ordinal) || options.FurtherIssuers.Contains(issuer, StringComparer.Ordinal);

    private static UserInfo UserOf(TokenClaims claims)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Put("credential-id", claims.Id.Length == 0 ? "" : $"JTI={claims.Id}");
        Put("pod-name", claims.Pod?.Name);
        Put("pod-uid", claims.Pod?.Uid);
        Put("node-name", claims.Node?.Name);
        Put("node-uid", claims.Node?.Uid);
        return new UserInfo(
            claims.Subject,
            ["system:serviceaccounts", $"system:serviceaccounts:{claims.Namespace}", UserInfo.AuthenticatedGroup],
            claims.Account.Uid,
            extra);

        void Put(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                extra[$"authentication.kubernetes.io/{name}"] = [value];
            }
        }
    }

    private static string Quote(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(GoText.Quote))}]";

    private string? FaultOfTimes(TokenClaims claims)
    {
        var leeway = Leeway;
        var now = time.GetUtcNow();
        return claims.NotBefore > now + leeway ? "service account token is not valid yet"
            : claims.Expires < now - leeway ? "service account token has expired"
            : claims.IssuedAt > now + leeway ? "service account token is issued in the future"
            : null;
    }

    private async ValueTask<string?> FaultOfObjectsAsync(TokenClaims claims, CancellationToken cancellationToken)
    {
        var account = await objects.FindAsync(CoreResources.ServiceAccounts, claims.Namespace, claims.Account.Name, cancellationToken)
            .ConfigureAwait(false);
        if (account is null)
        {
            return $"serviceaccounts {GoText.Quote(claims.Account.Name)} not found";
        }

        if (!string.Equals(account.Uid, claims.Account.Uid, StringComparison.Ordinal))
        {
            return $"service account UID ({account.Uid}) does not match claim ({claims.Account.Uid})";
        }

        if (IsGone(account))
        {
            return $"service account {claims.Namespace}/{claims.Account.Name} has been deleted";
        }

        var (resource, ns, bound) = claims switch
        {
            { Secret: { } secret } => (CoreResources.Secrets, claims.Namespace, secret),
            { Pod: { } pod } => (CoreResources.Pods, claims.Namespace, pod),
            { Node: { } node } => (CoreResources.Nodes, "", node),
            _ => default,
        };
        return bound is null ? null : await FaultOfAsync(resource, ns, bound, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string?> FaultOfAsync(
        GroupVersionResource resource, string ns, ObjectReference bound, CancellationToken cancellationToken)
    {
        var there = await objects.FindAsync(resource, ns, bound.Name, cancellationToken).ConfigureAwait(false);
        if (there is null)
        {
            return "service account token has been invalidated";
        }

        var kind = resource.Resource.TrimEnd('s');
        return !string.Equals(there.Uid, bound.Uid, StringComparison.Ordinal)
                ? $"{kind} UID ({there.Uid}) does not match service account {kind} ref claim ({bound.Uid})"
            : IsGone(there) ? "service account token has been invalidated"
            : null;
    }

    // What is being deleted is still there for those who must finish with it: a pod with its grace period, say.
    private bool IsGone(StoredObject obj) =>
        obj.IsDeleting
        && (MetadataView.Of(obj.ToTree()).DeletionTimestamp is not { } deletion || deletion < time.GetUtcNow() - Leeway);
}
