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
            AccessManifests.Role("ClusterRole", AccessManifests.Meta(name), AccessManifests.Rule(
                "apiregistration.k8s.io", "apiservices", model.Registers ? ["get", "patch", "create"] : ["get", "patch"], [.. model.Versions.Select(v => $"{v}.{model.Group}")])),
            AccessManifests.Binding("ClusterRoleBinding", AccessManifests.Meta(name), "ClusterRole", name, model),

            // a create has no name yet that a rule could ask for
            AccessManifests.Role("Role", AccessManifests.Meta(name, model.Namespace), AccessManifests.Rule("", "secrets", ["get", "update"], [model.KeySecret]), AccessManifests.Rule("", "secrets", ["create"], [])),
            AccessManifests.Binding("RoleBinding", AccessManifests.Meta(name, model.Namespace), "Role", name, model),
        ];
    }
}
