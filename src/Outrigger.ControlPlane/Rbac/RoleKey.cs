namespace Outrigger.ControlPlane.Rbac;

/// <summary>A Role, or a ClusterRole when the namespace is empty. Names bindings in the same way.</summary>
internal readonly record struct RoleKey(string Namespace, string Name);
