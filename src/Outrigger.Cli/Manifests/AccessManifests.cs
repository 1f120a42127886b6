using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>Namespace, account, and the two rights that every extension server needs.</summary>
internal static class AccessManifests
{
    public static IReadOnlyList<JsonObject> Build(ManifestModel model) =>
    [
        new() { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = model.Namespace } },
        new() { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = Meta(model.Name, model.Namespace) },
        Binding("ClusterRoleBinding", Meta($"{model.Name}:system:auth-delegator"), "ClusterRole", "system:auth-delegator", model),
        Binding("RoleBinding", Meta($"{model.Name}-auth-reader", "kube-system"), "Role", "extension-apiserver-authentication-reader", model),
    ];

    public static JsonObject Meta(string name, string ns = "") =>
        ns.Length == 0 ? new() { ["name"] = name } : new() { ["name"] = name, ["namespace"] = ns };

    /// <summary>Gives a role to the server's account.</summary>
    public static JsonObject Binding(string kind, JsonObject metadata, string roleKind, string role, ManifestModel model) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = kind,
        ["metadata"] = metadata,
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = roleKind, ["name"] = role },
        ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = model.Name, ["namespace"] = model.Namespace }),
    };

    /// <summary>A Role or ClusterRole.</summary>
    public static JsonObject Role(string kind, JsonObject metadata, params JsonNode[] rules) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1", ["kind"] = kind, ["metadata"] = metadata, ["rules"] = new JsonArray(rules),
    };

    /// <summary>One rule; without names it is for all objects.</summary>
    public static JsonObject Rule(string group, string resource, string[] verbs, string[] names)
    {
        var rule = new JsonObject { ["apiGroups"] = List(group), ["resources"] = List(resource), ["verbs"] = List(verbs) };
        if (names.Length > 0)
        {
            rule["resourceNames"] = List(names);
        }

        return rule;
    }

    private static JsonArray List(params string[] items) => [.. items.Select(i => (JsonNode)i)];
}
