namespace Outrigger.ControlPlane.Modes;

/// <summary>Which sorts of authorizers there are, and why not the others that Kubernetes has.</summary>
public static class AuthorizerTypes
{
    /// <summary>Null when a name of Kubernetes' is served here, else why it is not.</summary>
    public static string? Fault(string name) => name switch
    {
        _ when Enum.GetNames<AuthorizerType>().Contains(name, StringComparer.Ordinal) => null,
        "Node" => "the Node authorizer is not there: no kubelet needs it here; give nodes their rights with RBAC",
        "ABAC" => "ABAC is not supported: use RBAC or Webhook",
        _ => $"is none of {string.Join(", ", Enum.GetNames<AuthorizerType>())}",
    };
}
