using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Outrigger.MetricsServer.Parsing;

/// <summary>Reads a line of Prometheus' text format (0.0.4) without allocating: <c>NAME{LABEL="VALUE",…} VALUE [MILLISECONDS]</c>.</summary>
internal static class SampleLine
{
    private const double Nano = 1e9;

    // what fits into 64 bits of nanoseconds, and of bytes
    private const double MostSeconds = 9.2e9;
    private const double MostBytes = 9.2e18;

    // what fits into 64 bits of nanoseconds: in the year 2262
    private const long LatestTimestamp = long.MaxValue / 1_000_000;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t"u8);

    public static LineVerdict Read(ReadOnlySpan<byte> line, out ResourceSample sample)
    {
        sample = default;
        line = line.TrimStart(" \t"u8);
        if (line.IsEmpty || line[0] == (byte)'#')
        {
            return LineVerdict.Ignored;
        }

        var end = line.IndexOfAnyExcept(NameBytes);
        if (end <= 0 || char.IsAsciiDigit((char)line[0]))
        {
            return LineVerdict.Malformed;
        }

        return KindOf(line[..end]) is { } kind ? ReadSample(kind, line[end..], out sample) : LineVerdict.Ignored;
    }

    private static SampleKind? KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        28 when name.SequenceEqual("node_cpu_usage_seconds_total"u8) => SampleKind.NodeCpu,
        28 when name.SequenceEqual("container_start_time_seconds"u8) => SampleKind.ContainerStart,
        29 when name.SequenceEqual("node_memory_working_set_bytes"u8) => SampleKind.NodeMemory,
        33 when name.SequenceEqual("container_cpu_usage_seconds_total"u8) => SampleKind.ContainerCpu,
        34 when name.SequenceEqual("container_memory_working_set_bytes"u8) => SampleKind.ContainerMemory,
        _ => null,
    };

    private static LineVerdict ReadSample(SampleKind kind, ReadOnlySpan<byte> rest, out ResourceSample sample)
    {
        sample = default;
        var labels = new LabelBlock(rest);
        if (!labels.Read() || !ReadNumbers(labels.Rest, out var value, out var timestamp))
        {
            return LineVerdict.Malformed;
        }

        var ofNode = kind is SampleKind.NodeCpu or SampleKind.NodeMemory;
        if (!ofNode && labels.Container.IsEmpty)
        {
            // cgroups that are no container, as some runtimes tell of them
            return LineVerdict.Ignored;
        }

        var inBytes = kind is SampleKind.NodeMemory or SampleKind.ContainerMemory;
        if (!(value >= 0 && value <= (inBytes ? MostBytes : MostSeconds)) || timestamp is < 0 or > LatestTimestamp || (!ofNode && !labels.AreNames))
        {
            return LineVerdict.Impossible;
        }

        sample = new ResourceSample
        {
            Kind = kind,
            Namespace = labels.Namespace,
            Pod = labels.Pod,
            Container = labels.Container,
            Value = (ulong)(inBytes ? value : value * Nano),
            Timestamp = timestamp,
        };
        return LineVerdict.Sample;
    }

    private static bool ReadNumbers(ReadOnlySpan<byte> rest, out double value, out long timestamp)
    {
        timestamp = 0;
        var text = Word(ref rest);
        if (!ReadValue(text, out value))
        {
            return false;
        }

        var time = Word(ref rest);
        return rest.IsEmpty && (time.IsEmpty || (Utf8Parser.TryParse(time, out timestamp, out var used) && used == time.Length));
    }

    // NaN and the infinities are numbers of the format, though never of ours
    private static bool ReadValue(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("NaN"u8) || text.SequenceEqual("+Inf"u8) || text.SequenceEqual("-Inf"u8) || text.SequenceEqual("Inf"u8))
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        var end = rest.IndexOfAny(Blanks);
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..].TrimStart(" \t"u8);
        return word;
    }
}
