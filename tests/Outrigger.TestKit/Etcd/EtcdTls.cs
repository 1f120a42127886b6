namespace Outrigger.TestKit.Etcd;

/// <summary>The files of an etcd that speaks TLS and wants client certificates.</summary>
public sealed record EtcdTls(string CaFile, string CertFile, string KeyFile)
{
    internal IReadOnlyList<string> Arguments =>
        [$"--trusted-ca-file={CaFile}", $"--cert-file={CertFile}", $"--key-file={KeyFile}", "--client-cert-auth"];
}
