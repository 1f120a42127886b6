using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Reviewing;

/// <summary>A user as reviews carry it (authentication.k8s.io UserInfo).</summary>
internal static class UserInfoJson
{
    public static UserInfo Read(JsonObject user)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in user["extra"] as JsonObject ?? [])
        {
            extra[key] = Texts(values);
        }

        return new UserInfo(
            (string?)user["username"] ?? "",
            Texts(user["groups"]),
            (string?)user["uid"] ?? "",
            extra.Count == 0 ? null : extra);
    }

    public static JsonArray Write(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)JsonValue.Create(t))];

    public static JsonObject WriteExtra(UserInfo user)
    {
        var extra = new JsonObject();
        foreach (var (key, values) in user.Extra ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            extra[key] = Write(values);
        }

        return extra;
    }

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(t => (string?)t ?? "")];
}
