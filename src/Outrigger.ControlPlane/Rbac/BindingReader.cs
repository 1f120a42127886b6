using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Takes RoleBindings and ClusterRoleBindings apart.</summary>
internal static class BindingReader
{
    /// <summary>The grants of a binding; a subject that is named twice is granted once, by the first.</summary>
    public static IReadOnlyList<KeyValuePair<SubjectKey, RoleGrant>> Grants(JsonObject binding)
    {
        var key = RbacObjects.KeyOf(binding);
        var (kind, name) = RoleRef(binding);
        var role = new RoleKey(kind is "Role" ? key.Namespace : "", name);
        var grants = new List<KeyValuePair<SubjectKey, RoleGrant>>();
        var named = new HashSet<SubjectKey>();
        foreach (var subject in JsonNodes.Objects(binding, "subjects"))
        {
            if (Subject(subject, key.Namespace) is { } who && named.Add(who))
            {
                grants.Add(new(who, new RoleGrant(key, role, Reason(key, kind, name, subject))));
            }
        }

        return grants;
    }

    /// <summary>Kind and name of the role.</summary>
    public static (string Kind, string Name) RoleRef(JsonObject binding) =>
        (JsonNodes.GetString(binding, "roleRef", "kind") ?? "", JsonNodes.GetString(binding, "roleRef", "name") ?? "");

    private static SubjectKey? Subject(JsonObject subject, string bindingNamespace)
    {
        var name = JsonNodes.GetString(subject, "name") ?? "";
        switch (JsonNodes.GetString(subject, "kind"))
        {
            case "User":
                return new SubjectKey(bindingNamespace, IsGroup: false, name);
            case "Group":
                return new SubjectKey(bindingNamespace, IsGroup: true, name);
            case "ServiceAccount":
                var ns = AccountNamespace(subject, bindingNamespace);
                return ns.Length == 0 ? null : new SubjectKey(bindingNamespace, IsGroup: false, $"system:serviceaccount:{ns}:{name}");
            default:
                return null;
        }
    }

    private static string AccountNamespace(JsonObject subject, string bindingNamespace) =>
        JsonNodes.GetString(subject, "namespace") is { Length: > 0 } own ? own : bindingNamespace;

    private static string Reason(RoleKey binding, string roleKind, string roleName, JsonObject subject)
    {
        var kind = JsonNodes.GetString(subject, "kind");
        var name = JsonNodes.GetString(subject, "name") ?? "";
        var who = kind is "ServiceAccount" ? $"{name}/{AccountNamespace(subject, binding.Namespace)}" : name;
        var source = binding.Namespace.Length == 0
            ? $"ClusterRoleBinding {GoText.Quote(binding.Name)}"
            : $"RoleBinding {GoText.Quote($"{binding.Name}/{binding.Namespace}")}";
        return $"RBAC: allowed by {source} of {roleKind} {GoText.Quote(roleName)} to {kind} {GoText.Quote(who)}";
    }
}
