namespace Outrigger.Cli.Manifests;

/// <summary>Where the server's certificate comes from, and so the caBundle.</summary>
internal enum TrustMode
{
    /// <summary>Secrets NAME-tls and NAME-ca that the operator makes.</summary>
    Files,

    /// <summary>cert-manager makes and injects it.</summary>
    CertManager,

    /// <summary>The server makes it itself.</summary>
    AutoTls,
}
