using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>The further rights of --auto-tls: its own APIServices, and the Secret in which replicas share the keys.</summary>
internal static class AutoTlsManifests
{
    public static IReadOnlyList<JsonObject> Build(ManifestModel model)
    {
        var name = $"{model.Name}-auto-tls";
        return
        [
            // what an apply creates has a name, so that create needs no more than these
            Role("ClusterRole", AccessManifests.Meta(name), Rule(
                "apiregistration.k8s.io", "apiservices", model.Registers ? ["get", "patch", "create"] : ["get", "patch"], [.. model.Versions.Select(v => $"{v}.{model.Group}")])),
            AccessManifests.Binding("ClusterRoleBinding", AccessManifests.Meta(name), "ClusterRole", name, model),

            // a create has no name yet that a rule could ask for
            Role("Role", AccessManifests.Meta(name, model.Namespace), Rule("", "secrets", ["get", "update"], [model.KeySecret]), Rule("", "secrets", ["create"], [])),
            AccessManifests.Binding("RoleBinding", AccessManifests.Meta(name, model.Namespace), "Role", name, model),
        ];
    }

    private static JsonObject Role(string kind, JsonObject metadata, params JsonNode[] rules) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1", ["kind"] = kind, ["metadata"] = metadata, ["rules"] = new JsonArray(rules),
    };

    private static JsonObject Rule(string group, string resource, string[] verbs, string[] names)
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
