namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>
/// What extension servers must know to trust this server's word about users; published in the ConfigMap
/// kube-system/extension-apiserver-authentication.
/// </summary>
public sealed record AuthenticationConfig
{
    /// <summary>PEM of the authorities of client certificates (--client-ca-file); null for none.</summary>
    public string? ClientCa { get; init; }

    /// <summary>PEM of the authorities of front-proxy certificates (--requestheader-client-ca-file); null for none.</summary>
    public string? RequestHeaderCa { get; init; }

    /// <summary>The names that a front-proxy certificate may have; empty allows every name of the authority.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = ["front-proxy-client"];

    public IReadOnlyList<string> UsernameHeaders { get; init; } = ["X-Remote-User"];

    public IReadOnlyList<string> UidHeaders { get; init; } = [];

    public IReadOnlyList<string> GroupHeaders { get; init; } = ["X-Remote-Group"];

    public IReadOnlyList<string> ExtraHeaderPrefixes { get; init; } = ["X-Remote-Extra-"];
}
