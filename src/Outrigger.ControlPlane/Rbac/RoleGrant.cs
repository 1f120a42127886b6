namespace Outrigger.ControlPlane.Rbac;

/// <summary>What one subject of one binding is granted.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Role">The role it refers to.</param>
/// <param name="Reason">The reason of an allowance by it, composed once.</param>
internal sealed record RoleGrant(RoleKey Binding, RoleKey Role, string Reason);
