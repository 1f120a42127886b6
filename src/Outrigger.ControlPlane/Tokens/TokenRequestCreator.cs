using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>The create of <c>serviceaccounts/token</c>: issues a token for the account of the path (TokenRequest).</summary>
internal sealed class TokenRequestCreator(TokenCodec codec, TokenOptions options, LocalObjects objects, TimeProvider time) : IObjectCreator
{
    private const long DefaultSeconds = 3600;
    private const long LeastSeconds = 600;
    private const long MostSeconds = 1L << 32;
    private static readonly GroupKind Kind = new("authentication.k8s.io", "TokenRequest");
    private readonly TokenBinding binding = new(objects);

    /// <inheritdoc/>
    public async ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        CheckMetadata(context, body);
        var account = await objects.FindAsync(CoreResources.ServiceAccounts, context.Namespace, context.Name, cancellationToken)
            .ConfigureAwait(false) ?? throw ApiErrors.NotFound(CoreResources.ServiceAccounts.GroupResource, context.Name);
        CheckUid(context, body, account);

        var spec = Complete(body);
        var seconds = Shorten(context, spec, CheckSeconds(spec));
        var now = KubernetesTime.Truncate(time.GetUtcNow());
        var claims = new TokenClaims
        {
            Issuer = options.Issuer,
            Audiences = JsonNodes.StringList(spec["audiences"]),
            Namespace = context.Namespace,
            Account = new ObjectReference(account.Name, account.Uid),
            Id = Guid.NewGuid().ToString(),
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddSeconds(seconds),
        };
        if (spec["boundObjectRef"] is JsonObject reference)
        {
            claims = await binding.BindAsync(claims, reference, cancellationToken).ConfigureAwait(false);
        }

        context.Annotate?.Invoke("authentication.kubernetes.io/issued-credential-id", $"JTI={claims.Id}");
        var answer = Answer(account, spec, claims);
        MetadataView.Of(answer).ManagedFields = JsonNodes.Detach(JsonNodes.Ensure(body, "metadata"), "managedFields") as JsonArray;
        return StoredObject.Create(answer, FactPaths.None);
    }

    private JsonObject Answer(StoredObject account, JsonObject spec, TokenClaims claims) => new()
    {
        ["apiVersion"] = "authentication.k8s.io/v1",
        ["kind"] = Kind.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = account.Name,
            ["namespace"] = account.Namespace,
            ["uid"] = account.Uid,
            ["creationTimestamp"] = KubernetesTime.Format(claims.IssuedAt),
        },
        ["spec"] = spec.DeepClone(),
        ["status"] = new JsonObject
        {
            ["expirationTimestamp"] = KubernetesTime.Format(claims.Expires),
            ["token"] = codec.Sign(claims),
        },
    };

    private JsonObject Complete(JsonObject body)
    {
        var spec = JsonNodes.Ensure(body, "spec");
        if (JsonNodes.StringList(spec["audiences"]).Count == 0)
        {
            spec["audiences"] = new JsonArray([.. options.ApiAudiences.Select(a => (JsonNode)a)]);
        }

        spec["expirationSeconds"] ??= DefaultSeconds;
        spec.TryAdd("boundObjectRef", null);
        return spec;
    }

    private static long CheckSeconds(JsonObject spec)
    {
        var seconds = JsonNodes.AsLong(spec["expirationSeconds"]) ?? 0;
        var fault = seconds < LeastSeconds ? "may not specify a duration less than 10 minutes"
            : seconds > MostSeconds ? "may not specify a duration larger than 2^32 seconds"
            : null;
        return fault is null
            ? seconds
            : throw ApiErrors.Invalid(Kind, "", [FieldErrors.Invalid("spec.expirationSeconds", seconds, fault)]);
    }

    private long Shorten(OperationContext context, JsonObject spec, long seconds)
    {
        if (options.MaxExpiration is not { } longest || seconds <= longest.TotalSeconds)
        {
            return seconds;
        }

        var most = (long)longest.TotalSeconds;
        context.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"requested expiration of {seconds} seconds shortened to {most} seconds"));
        spec["expirationSeconds"] = most;
        return most;
    }

    private static void CheckMetadata(OperationContext context, JsonObject body)
    {
        Check("name", context.Name, "must match the service account name if specified");
        Check("namespace", context.Namespace, "must match the service account namespace if specified");

        void Check(string field, string path, string fault)
        {
            var given = JsonNodes.GetString(body, "metadata", field) ?? "";
            if (given.Length > 0 && !string.Equals(given, path, StringComparison.Ordinal))
            {
                throw ApiErrors.Invalid(Kind, context.Name, [FieldErrors.Invalid($"metadata.{field}", given, fault)]);
            }
        }
    }

    private static void CheckUid(OperationContext context, JsonObject body, StoredObject account)
    {
        var given = JsonNodes.GetString(body, "metadata", "uid") ?? "";
        if (given.Length > 0 && !string.Equals(given, account.Uid, StringComparison.Ordinal))
        {
            throw ApiErrors.Conflict(
                new GroupResource(Kind.Group, Kind.Kind),
                context.Name,
                $"the UID in the token request ({given}) does not match the UID of the service account ({account.Uid})");
        }
    }
}
