using Outrigger.Server.Extension;

namespace Outrigger.MetricsServer.Options;

/// <summary>What a metrics server is started with.</summary>
public sealed record MetricsServerOptions
{
    /// <summary>How it serves, and how it reaches the main server.</summary>
    public ExtensionServerOptions Serving { get; init; } = new();

    /// <summary>How it reaches the kubelets.</summary>
    public KubeletOptions Kubelet { get; init; } = new();

    /// <summary>
    /// --metric-resolution: the time between two scrapes of a node, from 1 s; 15 s by default. A real kubelet measures every 10 s or so: less
    /// brings nothing but work there.
    /// </summary>
    public TimeSpan MetricResolution { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong: one text a problem, with its fix.</summary>
    public IEnumerable<string> Problems()
    {
        if (MetricResolution < TimeSpan.FromSeconds(1) || MetricResolution > TimeSpan.FromHours(1))
        {
            yield return $"--metric-resolution: {MetricResolution.TotalSeconds:0.###}s is not between 1s and 1h: for example 15s";
        }
        else if (Kubelet.RequestTimeout > MetricResolution * 0.9)
        {
            yield return $"--kubelet-request-timeout {Kubelet.RequestTimeout.TotalSeconds:0.###}s is more than 9/10 of --metric-resolution "
                + $"{MetricResolution.TotalSeconds:0.###}s: make it shorter, or the resolution longer";
        }

        foreach (var problem in Serving.Problems().Concat(Kubelet.Problems()))
        {
            yield return problem;
        }
    }
}
