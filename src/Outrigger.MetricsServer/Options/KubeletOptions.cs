using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.MetricsServer.Options;

/// <summary>How kubelets are reached and whom they are to trust; the flags are those of kubernetes-sigs/metrics-server.</summary>
public sealed record KubeletOptions
{
    /// <summary>--kubelet-preferred-address-types: the first type that a node has an address of is used.</summary>
    public IReadOnlyList<string> PreferredAddressTypes { get; init; } = ["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"];

    /// <summary>--kubelet-use-node-status-port: the port of the node's status comes before <see cref="Port"/>.</summary>
    public bool UseNodeStatusPort { get; init; }

    /// <summary>--kubelet-port.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>--kubelet-request-timeout: for one scrape, from the connection to the last byte; at most 9/10 of the resolution.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>--kubelet-certificate-authority: PEM; who signs kubelets' certificates. The main server's authorities without it.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>--kubelet-client-certificate: PEM; shown to kubelets in place of the token.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>--kubelet-client-key: PEM.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>--kubelet-insecure-tls: any certificate is taken, and whoever answers is sent the token. For tests.</summary>
    public bool InsecureTls { get; init; }

    /// <summary>--kubelet-allow-loopback: nodes may have loopback addresses. For a node on a developer's machine.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>--node-selector: a label selector; other nodes are neither scraped nor shown.</summary>
    public string NodeSelector { get; init; } = "";

    /// <summary>What is wrong: one text a problem, with its fix.</summary>
    public IEnumerable<string> Problems()
    {
        string[] known = ["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"];
        foreach (var type in PreferredAddressTypes.Except(known, StringComparer.Ordinal))
        {
            yield return $"--kubelet-preferred-address-types: \"{type}\" is none of {string.Join(", ", known)}";
        }

        if (PreferredAddressTypes.Count == 0)
        {
            yield return "--kubelet-preferred-address-types is empty: leave it out for the usual order, or name a type, for example InternalIP";
        }

        if (Port is <= 0 or > 65535)
        {
            yield return $"--kubelet-port: {Port} is no port: 1 to 65535";
        }

        if (RequestTimeout <= TimeSpan.Zero)
        {
            yield return "--kubelet-request-timeout must be more than 0, for example 10s";
        }

        if (CertificateAuthorityFile is not null && InsecureTls)
        {
            yield return "--kubelet-certificate-authority and --kubelet-insecure-tls exclude each other: leave --kubelet-insecure-tls out";
        }

        if (ClientCertificateFile is null != ClientKeyFile is null)
        {
            yield return "--kubelet-client-certificate and --kubelet-client-key go together: give both or none";
        }

        string?[] files = [CertificateAuthorityFile, ClientCertificateFile, ClientKeyFile];
        foreach (var file in files.Where(f => f is not null && !File.Exists(f)))
        {
            yield return $"{file}: no such file";
        }

        if (SelectorProblem(NodeSelector) is { } why)
        {
            yield return $"--node-selector: {why}";
        }
    }

    private static string? SelectorProblem(string selector)
    {
        try
        {
            LabelSelector.Parse(selector);
            return null;
        }
        catch (StatusException e)
        {
            return e.Message;
        }
    }
}
