using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>The names of the RBAC kinds.</summary>
internal static class RbacObjects
{
    public const string Group = "rbac.authorization.k8s.io";

    public static GroupVersionResource Roles { get; } = new(Group, "v1", "roles");

    public static GroupVersionResource RoleBindings { get; } = new(Group, "v1", "rolebindings");

    public static GroupVersionResource ClusterRoles { get; } = new(Group, "v1", "clusterroles");

    public static GroupVersionResource ClusterRoleBindings { get; } = new(Group, "v1", "clusterrolebindings");

    /// <summary>The namespace (empty for cluster-scoped objects) and name of a role or binding.</summary>
    public static RoleKey KeyOf(JsonObject obj) =>
        new(JsonNodes.GetString(obj, "metadata", "namespace") ?? "", JsonNodes.GetString(obj, "metadata", "name") ?? "");
}
