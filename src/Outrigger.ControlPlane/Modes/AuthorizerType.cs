namespace Outrigger.ControlPlane.Modes;

/// <summary>The sorts of authorizers that are served, named as in <c>--authorization-mode</c>.</summary>
public enum AuthorizerType
{
    /// <summary>Roles and bindings.</summary>
    RBAC,

    /// <summary>Everything is allowed.</summary>
    AlwaysAllow,

    /// <summary>Nothing is allowed (but to system:masters).</summary>
    AlwaysDeny,

    /// <summary>Another server decides.</summary>
    Webhook,
}
