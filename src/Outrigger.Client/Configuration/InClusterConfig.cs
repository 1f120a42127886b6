namespace Outrigger.Client.Configuration;

/// <summary>The configuration of a process in a pod: environment variables and the mounted service account.</summary>
public static class InClusterConfig
{
    /// <summary>Where a pod finds its service account.</summary>
    public const string DefaultMount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether the process seems to run in a pod.</summary>
    public static bool IsAvailable(string mount = DefaultMount) =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } && File.Exists(Path.Combine(mount, "token"));

    /// <summary>Reads it. Throws <see cref="ClientConfigException"/> outside a pod.</summary>
    public static ClientConfig Load(TimeProvider time, string mount = DefaultMount)
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        return string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port)
            ? throw new ClientConfigException(
                "not in a pod (KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set): name a kubeconfig")
            : Load(host, port, time, mount);
    }

    internal static ClientConfig Load(string host, string port, TimeProvider time, string mount)
    {
        var namespaceFile = Path.Combine(mount, "namespace");
        return new ClientConfig
        {
            Server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"),
            Authorities = PemFiles.Certificates(PemFiles.ReadText(Path.Combine(mount, "ca.crt")), "the service account's ca.crt"),
            Token = new TokenFile(Path.Combine(mount, "token"), time),
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default",
        };
    }
}
