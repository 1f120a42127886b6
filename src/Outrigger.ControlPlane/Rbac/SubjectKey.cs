namespace Outrigger.ControlPlane.Rbac;

/// <summary>Who is granted something, and where. Service accounts are users of the name <c>system:serviceaccount:NS:NAME</c>.</summary>
/// <param name="Namespace">Of the RoleBinding; empty for ClusterRoleBindings.</param>
/// <param name="IsGroup">A group, else a user.</param>
/// <param name="Name">Of the user or group.</param>
internal readonly record struct SubjectKey(string Namespace, bool IsGroup, string Name);
