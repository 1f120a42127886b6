using System.Globalization;
using System.Text;

namespace Outrigger.MetricsServer.Tests.Fakes;

/// <summary>What a kubelet serves, with counters that grow as the real time does.</summary>
internal sealed class KubeletPage(double cores, long memory)
{
    private const long Epoch = 1_700_000_000;
    private readonly List<(string Namespace, string Pod, string Container, double Cores, long Memory)> containers = [];
    private readonly string started = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 3600).ToString(CultureInfo.InvariantCulture);

    public KubeletPage With(string ns, string pod, string container, double used, long bytes)
    {
        containers.Add((ns, pod, container, used, bytes));
        return this;
    }

    public override string ToString()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var text = new StringBuilder("# TYPE node_cpu_usage_seconds_total counter\n");
        text.Append(CultureInfo.InvariantCulture, $"node_cpu_usage_seconds_total {Counter(cores, now)} {now}\n");
        text.Append(CultureInfo.InvariantCulture, $"node_memory_working_set_bytes {memory} {now}\n");
        foreach (var c in containers)
        {
            var labels = $"{{container=\"{c.Container}\",namespace=\"{c.Namespace}\",pod=\"{c.Pod}\"}}";
            text.Append(CultureInfo.InvariantCulture, $"container_cpu_usage_seconds_total{labels} {Counter(c.Cores, now)} {now}\n");
            text.Append(CultureInfo.InvariantCulture, $"container_start_time_seconds{labels} {started}\n");
            if (c.Memory > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"container_memory_working_set_bytes{labels} {c.Memory} {now}\n");
            }
        }

        return text.ToString();
    }

    private static string Counter(double used, long milliseconds) =>
        ((decimal)used * (milliseconds - (Epoch * 1000)) / 1000).ToString("0.000000000", CultureInfo.InvariantCulture);
}
