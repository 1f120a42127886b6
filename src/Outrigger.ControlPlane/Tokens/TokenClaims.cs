using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>What a service-account token says: the registered claims and the private ones under <c>kubernetes.io</c>.</summary>
internal sealed record TokenClaims
{
    private const string PrivateClaim = "kubernetes.io";

    public required string Issuer { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required string Namespace { get; init; }

    public required ObjectReference Account { get; init; }

    /// <summary>The pod that the token is bound to.</summary>
    public ObjectReference? Pod { get; init; }

    /// <summary>The secret that the token is bound to.</summary>
    public ObjectReference? Secret { get; init; }

    /// <summary>The node that the token is bound to; with a pod: the pod's node.</summary>
    public ObjectReference? Node { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>The user name of the account.</summary>
    public string Subject => $"system:serviceaccount:{Namespace}:{Account.Name}";

    public JsonObject ToJson()
    {
        var bound = new JsonObject { ["namespace"] = Namespace };
        Put(bound, "node", Node);
        Put(bound, "pod", Pod);
        Put(bound, "secret", Secret);
        Put(bound, "serviceaccount", Account);
        return new JsonObject
        {
            ["aud"] = new JsonArray([.. Audiences.Select(a => (JsonNode)a)]),
            ["exp"] = Expires.ToUnixTimeSeconds(),
            ["iat"] = IssuedAt.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["jti"] = Id,
            [PrivateClaim] = bound,
            ["nbf"] = NotBefore.ToUnixTimeSeconds(),
            ["sub"] = Subject,
        };
    }

    /// <summary>Null when a claim is missing that every token of this server has.</summary>
    public static TokenClaims? Read(JsonObject json)
    {
        var bound = JsonNodes.GetObject(json, PrivateClaim);
        if (Reference(bound, "serviceaccount") is not { } account
            || Time(json, "exp") is not { } expires
            || JsonNodes.GetString(bound, "namespace") is not { } ns)
        {
            return null;
        }

        return new TokenClaims
        {
            Issuer = JsonNodes.GetString(json, "iss") ?? "",
            Audiences = JsonNodes.AsString(json["aud"]) is { } only ? [only] : JsonNodes.StringList(json["aud"]),
            Namespace = ns,
            Account = account,
            Pod = Reference(bound, "pod"),
            Secret = Reference(bound, "secret"),
            Node = Reference(bound, "node"),
            Id = JsonNodes.GetString(json, "jti") ?? "",
            IssuedAt = Time(json, "iat") ?? DateTimeOffset.MinValue,
            NotBefore = Time(json, "nbf") ?? DateTimeOffset.MinValue,
            Expires = expires,
        };
    }

    private static void Put(JsonObject parent, string name, ObjectReference? reference)
    {
        if (reference is not null)
        {
            var json = new JsonObject { ["name"] = reference.Name };
            if (reference.Uid.Length > 0)
            {
                json["uid"] = reference.Uid;
            }

            parent[name] = json;
        }
    }

    private static ObjectReference? Reference(JsonObject? parent, string name) =>
        JsonNodes.GetObject(parent, name) is { } json && JsonNodes.GetString(json, "name") is { Length: > 0 } text
            ? new ObjectReference(text, JsonNodes.GetString(json, "uid") ?? "")
            : null;

    // Beyond year 9999 is for ever.
    private static DateTimeOffset? Time(JsonObject json, string name) => JsonNodes.AsLong(json[name]) switch
    {
        null or < 0 => null,
        > 253402300799 => DateTimeOffset.MaxValue,
        { } seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
    };
}
