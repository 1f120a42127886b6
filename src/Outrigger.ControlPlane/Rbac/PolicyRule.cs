using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>One rule of a role, ready to be matched without allocations (rbac/v1 PolicyRule).</summary>
internal sealed record PolicyRule
{
    private const string All = "*";

    public string[] Verbs { get; init; } = [];

    public string[] ApiGroups { get; init; } = [];

    public string[] Resources { get; init; } = [];

    public string[] ResourceNames { get; init; } = [];

    public string[] NonResourceUrls { get; init; } = [];

    /// <summary>Reads the <c>rules</c> of a role; null and absent are no rules.</summary>
    public static PolicyRule[] ReadAll(JsonNode? rules) =>
        rules is JsonArray { Count: > 0 } list ? [.. list.OfType<JsonObject>().Select(Read)] : [];

    public bool Allows(AuthorizationRequest request) => request.IsResource
        ? Has(Verbs, request.Verb)
            && Has(ApiGroups, request.Group)
            && HasResource(request.Resource, request.Subresource)
            && HasName(request.Name)
        : Has(Verbs, request.Verb) && HasUrl(request.Path);

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Put(json, "apiGroups", ApiGroups);
        Put(json, "nonResourceURLs", NonResourceUrls);
        Put(json, "resourceNames", ResourceNames);
        Put(json, "resources", Resources);
        Put(json, "verbs", Verbs);
        return json;
    }

    private static PolicyRule Read(JsonObject json) => new()
    {
        Verbs = Strings(json, "verbs"),
        ApiGroups = Strings(json, "apiGroups"),
        Resources = Strings(json, "resources"),
        ResourceNames = Strings(json, "resourceNames"),
        NonResourceUrls = Strings(json, "nonResourceURLs"),
    };

    private static string[] Strings(JsonObject json, string name) => [.. JsonNodes.StringList(json[name])];

    private static void Put(JsonObject json, string name, string[] values)
    {
        if (values.Length > 0)
        {
            json[name] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
        }
    }

    private static bool Has(string[] own, string asked)
    {
        foreach (var value in own)
        {
            if (value is All || string.Equals(value, asked, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasName(string asked) => ResourceNames.Length == 0 || Array.IndexOf(ResourceNames, asked) >= 0;

    // A rule names "pods", "pods/log", "*" (everything) or "*/scale" (that subresource of everything).
    private bool HasResource(string resource, string subresource)
    {
        foreach (var value in Resources)
        {
            if (value is All || IsResource(value, resource, subresource))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsResource(string rule, string resource, string subresource)
    {
        if (subresource.Length == 0)
        {
            return string.Equals(rule, resource, StringComparison.Ordinal);
        }

        var slash = rule.Length - subresource.Length - 1;
        return slash > 0
            && rule[slash] == '/'
            && rule.EndsWith(subresource, StringComparison.Ordinal)
            && (rule.AsSpan(0, slash).SequenceEqual(resource) || rule.AsSpan(0, slash).SequenceEqual(All));
    }

    private bool HasUrl(string path)
    {
        foreach (var url in NonResourceUrls)
        {
            if (UrlCovers(url, path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the URL of a rule, which may end in <c>*</c>, reaches another.</summary>
    public static bool UrlCovers(string url, string other) =>
        string.Equals(url, other, StringComparison.Ordinal)
        || (url.EndsWith('*') && other.AsSpan().StartsWith(url.AsSpan().TrimEnd('*'), StringComparison.Ordinal));
}
