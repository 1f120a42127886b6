using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Points;
using Outrigger.Storage.Objects;

namespace Outrigger.MetricsServer.Api;

/// <summary>Writes the objects of one answer, with one buffer for all of them.</summary>
/// <param name="now">The time of the request: when the objects, which nobody keeps, came to be.</param>
internal sealed class MetricsWriter(DateTimeOffset now) : IDisposable
{
    private const int Nano = -9;
    private static readonly FactPaths Facts = new(Array.Empty<FactPath>());

    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly string created = KubernetesTime.Format(now);
    private Utf8JsonWriter? json;

    private Utf8JsonWriter Json => json ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public StoredObject Node(NodeView node, Usage usage)
    {
        Begin("", node.Name, node.Labels);
        WriteTimes(usage.Time, usage.Window);
        WriteUsage(usage.Cpu, usage.Memory);
        return End();
    }

    public StoredObject Pod(PodView pod, PodUsage usage)
    {
        Begin(pod.Namespace, pod.Name, pod.Labels);
        WriteTimes(usage.Time, usage.Window);
        Json.WriteStartArray("containers"u8);
        foreach (var container in usage.Containers)
        {
            Json.WriteStartObject();
            Json.WriteString("name"u8, container.Name);
            WriteUsage(container.Cpu, container.Memory);
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
        return End();
    }

    public void Dispose() => json?.Dispose();

    // in the order of Go's ObjectMeta
    private void Begin(string ns, string name, KeyValuePair<string, string>[] labels)
    {
        buffer.ResetWrittenCount();
        Json.Reset();
        Json.WriteStartObject();
        Json.WriteStartObject("metadata"u8);
        Json.WriteString("name"u8, name);
        if (ns.Length > 0)
        {
            Json.WriteString("namespace"u8, ns);
        }

        Json.WriteString("creationTimestamp"u8, created);
        if (labels.Length > 0)
        {
            Json.WriteStartObject("labels"u8);
            foreach (var (key, value) in labels)
            {
                Json.WriteString(key, value);
            }

            Json.WriteEndObject();
        }

        Json.WriteEndObject();
    }

    private void WriteTimes(long time, long window)
    {
        Json.WriteString("timestamp"u8, KubernetesTime.Format(DateTimeOffset.UnixEpoch.AddTicks(time / 100)));
        Json.WriteString("window"u8, GoDuration.Format(window));
    }

    private void WriteUsage(long cpu, long memory)
    {
        Json.WriteStartObject("usage"u8);
        Json.WriteString("cpu"u8, Quantity.FromScaled(cpu, Nano).ToString());
        Json.WriteString("memory"u8, Quantity.FromLong(memory, QuantityFormat.BinarySi).ToString());
        Json.WriteEndObject();
    }

    private StoredObject End()
    {
        Json.WriteEndObject();
        Json.Flush();
        return StoredObject.FromJson(buffer.WrittenSpan, MetricsKinds.Version, Facts);
    }
}
