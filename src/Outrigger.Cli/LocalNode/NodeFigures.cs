using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Cli.LocalNode;

/// <summary>The node's figures in the two forms that a kubelet serves; measured when they are asked for.</summary>
/// <param name="name">The node's.</param>
/// <param name="machine">The machine.</param>
/// <param name="processes">Reads what processes use.</param>
/// <param name="pods">The pods of now.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeFigures(string name, Machine machine, ProcessTable processes, Func<IReadOnlyList<NodePod>> pods, TimeProvider time)
{
    private const double Nano = 1e9;

    /// <summary>The text of /metrics/resource.</summary>
    public string Resource()
    {
        var text = new StringBuilder();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var node = machine.Read();
        var running = Running();
        Head(text, "node_cpu_usage_seconds_total", "counter", "CPU time that the node used since it was started, in seconds");
        Line(text, "node_cpu_usage_seconds_total", "", Seconds(node.Cpu), now);
        Head(text, "node_memory_working_set_bytes", "gauge", "Memory of the node that is in use, in bytes");
        Line(text, "node_memory_working_set_bytes", "", Text(node.WorkingSet), now);
        Each("container_cpu_usage_seconds_total", "counter", "CPU time that the container used since its start, in seconds", true, (_, r) => Seconds(r.Cpu));
        Each("container_memory_working_set_bytes", "gauge", "Memory that the container holds, in bytes", true, (_, r) => Text(r.Resident));
        Each("container_start_time_seconds", "gauge", "When the container was started, in seconds since 1970", true, (p, _) => Seconds((p.Process.Started - DateTimeOffset.UnixEpoch).Ticks * 100));
        Each("pod_cpu_usage_seconds_total", "counter", "CPU time that the pod used since its start, in seconds", false, (_, r) => Seconds(r.Cpu));
        Each("pod_memory_working_set_bytes", "gauge", "Memory that the pod holds, in bytes", false, (_, r) => Text(r.Resident));
        Head(text, "scrape_error", "gauge", "1 when figures are missing");
        text.Append("scrape_error 0\n");
        return text.ToString();

        void Each(string metric, string type, string help, bool container, Func<NodePod, ProcessReading, string> value)
        {
            Head(text, metric, type, help);
            foreach (var (pod, reading) in running)
            {
                var labels = $"namespace=\"{NodeObjects.PodNamespace}\",pod=\"{pod.Name}\"";
                Line(text, metric, container ? $"{{container=\"{pod.Process.Program}\",{labels}}}" : $"{{{labels}}}", value(pod, reading), now);
            }
        }
    }

    /// <summary>/stats/summary (the kubelet's Summary API), as far as a process has such figures.</summary>
    public JsonObject Summary()
    {
        var now = KubernetesTime.Format(time.GetUtcNow());
        var node = machine.Read();
        return new JsonObject
        {
            ["node"] = new JsonObject
            {
                ["nodeName"] = name,
                ["startTime"] = KubernetesTime.Format(machine.Started),
                ["cpu"] = Cpu(now, node.Cpu),
                ["memory"] = new JsonObject { ["time"] = now, ["availableBytes"] = node.Available, ["usageBytes"] = node.WorkingSet, ["workingSetBytes"] = node.WorkingSet },
            },
            ["pods"] = new JsonArray([.. Running().Select(p => Pod(p.Pod, p.Reading, now))]),
        };
    }

    private static JsonNode Pod(NodePod pod, ProcessReading reading, string now)
    {
        var started = KubernetesTime.Format(pod.Process.Started);
        return new JsonObject
        {
            ["podRef"] = new JsonObject { ["name"] = pod.Name, ["namespace"] = NodeObjects.PodNamespace, ["uid"] = pod.Uid },
            ["startTime"] = started,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = pod.Process.Program,
                ["startTime"] = started,
                ["cpu"] = Cpu(now, reading.Cpu),
                ["memory"] = Memory(now, reading.Resident),
            }),
            ["cpu"] = Cpu(now, reading.Cpu),
            ["memory"] = Memory(now, reading.Resident),
        };
    }

    private static JsonObject Cpu(string now, long nanoseconds) => new() { ["time"] = now, ["usageCoreNanoSeconds"] = nanoseconds };

    private static JsonObject Memory(string now, long resident) =>
        new() { ["time"] = now, ["usageBytes"] = resident, ["workingSetBytes"] = resident, ["rssBytes"] = resident };

    private List<(NodePod Pod, ProcessReading Reading)> Running() =>
        [.. pods().Select(p => (p, processes.Read(p.Process))).Where(p => p.Item2 is not null).Select(p => (p.p, p.Item2!.Value))];

    private static void Head(StringBuilder text, string metric, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {metric} {help}\n# TYPE {metric} {type}\n");

    private static void Line(StringBuilder text, string metric, string labels, string value, long now) =>
        text.Append(CultureInfo.InvariantCulture, $"{metric}{labels} {value} {now}\n");

    private static string Seconds(long nanoseconds) => (nanoseconds / Nano).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
