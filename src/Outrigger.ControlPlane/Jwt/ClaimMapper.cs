using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>
/// Makes a user of the claims of a token whose signature is good. Every claim must have the form that is expected of it; nothing is
/// guessed. Throws <see cref="ClaimException"/>.
/// </summary>
internal sealed class ClaimMapper(JwtAuthenticatorSettings settings)
{
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    public UserInfo Map(JsonObject claims)
    {
        var name = Username(claims);
        var groups = Groups(claims);
        var uid = settings.UidClaim.Length == 0 ? "" : Text(claims, settings.UidClaim, "uid");
        Require(claims);
        var id = JsonNodes.GetString(claims, "jti");
        var extra = string.IsNullOrEmpty(id)
            ? null
            : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [CredentialId] = [$"JTI={id}"] };
        return new UserInfo(name, groups, uid, extra);
    }

    private static string Text(JsonObject claims, string name, string what) =>
        !claims.TryGetPropertyValue(name, out var value) ? throw new ClaimException($"the claim {name}, which is the {what}, is missing")
        : JsonNodes.AsString(value) is { Length: > 0 } text ? text
        : throw new ClaimException($"the claim {name}, which is the {what}, is empty or no text");

    private string Username(JsonObject claims)
    {
        var name = Text(claims, settings.Username.Claim, "user name");

        // An address that nobody has proved to own may be anybody's (OpenID Connect Core 1.0, section 5.1).
        if (settings.Username.Claim == "email"
            && claims.TryGetPropertyValue("email_verified", out var verified)
            && JsonNodes.AsBool(verified) is not true)
        {
            throw new ClaimException("the claim email_verified is not true");
        }

        return settings.Username.Prefix + name;
    }

    private List<string> Groups(JsonObject claims)
    {
        if (settings.Groups is not { } mapping)
        {
            return [];
        }

        if (!claims.TryGetPropertyValue(mapping.Claim, out var value))
        {
            return IsElsewhere(claims, mapping.Claim)
                ? throw new ClaimException($"the claim {mapping.Claim} is a distributed one, which is not supported")
                : [];
        }

        var groups = value switch
        {
            null => [],
            JsonArray list => [.. list.Select(JsonNodes.AsString)],
            _ => new List<string?> { JsonNodes.AsString(value) },
        };
        return groups.Exists(string.IsNullOrEmpty)
            ? throw new ClaimException($"the claim {mapping.Claim} holds something that is no group's name")
            : [.. groups.Select(g => mapping.Prefix + g)];
    }

    // OpenID Connect Core 1.0, section 5.6.2
    private static bool IsElsewhere(JsonObject claims, string name) => claims["_claim_names"] is JsonObject names && names.ContainsKey(name);

    private void Require(JsonObject claims)
    {
        foreach (var (name, wanted) in settings.RequiredClaims)
        {
            if (!claims.TryGetPropertyValue(name, out var value))
            {
                throw new ClaimException($"the required claim {name} is missing");
            }

            if (!string.Equals(JsonNodes.AsString(value), wanted, StringComparison.Ordinal))
            {
                throw new ClaimException($"the required claim {name} has another value");
            }
        }
    }
}
