using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>The further rights of leader election: the Lease of the server's name.</summary>
internal static class LeaderManifests
{
    public static IReadOnlyList<JsonObject> Build(ManifestModel model)
    {
        var name = $"{model.Name}-leader-election";
        return
        [
            // a create has no name yet that a rule could ask for
            AccessManifests.Role(
                "Role",
                AccessManifests.Meta(name, model.Namespace),
                AccessManifests.Rule("coordination.k8s.io", "leases", ["get", "update"], [model.Name]),
                AccessManifests.Rule("coordination.k8s.io", "leases", ["create"], [])),
            AccessManifests.Binding("RoleBinding", AccessManifests.Meta(name, model.Namespace), "Role", name, model),
        ];
    }
}
