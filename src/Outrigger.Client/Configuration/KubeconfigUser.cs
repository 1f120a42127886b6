namespace Outrigger.Client.Configuration;

/// <summary>A user entry. Paths are absolute; data is decoded PEM text and wins over the file, as in kubectl.</summary>
public sealed record KubeconfigUser
{
    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    /// <summary>PEM text.</summary>
    public string? ClientCertificate { get; init; }

    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM text.</summary>
    public string? ClientKey { get; init; }

    public string? ClientKeyFile { get; init; }

    public Impersonation? Impersonate { get; init; }

    /// <summary>What the entry asks for that is not supported here (exec, auth-provider, username); told when the user is used.</summary>
    public string? Unsupported { get; init; }
}
