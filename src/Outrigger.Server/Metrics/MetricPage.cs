using System.Globalization;
using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>
/// Lines of /metrics that their owner writes when the page is asked for, out of figures that it keeps itself: for what is counted so often
/// that an instrument would cost too much.
/// </summary>
internal sealed class MetricPage
{
    private readonly SortedDictionary<string, StringBuilder> families = new(StringComparer.Ordinal);

    /// <summary>A figure that only grows. Labels as between the braces of a line.</summary>
    public void Counter(string name, string help, string labels, double value) => Line(Family(name, help, "counter"), name, labels, value);

    /// <summary>A figure as it is now.</summary>
    public void Gauge(string name, string help, string labels, double value) => Line(Family(name, help, "gauge"), name, labels, value);

    public void Histogram(string name, string help, string labels, FixedHistogram histogram)
    {
        var family = Family(name, help, "histogram");
        var count = 0L;
        for (var i = 0; i < histogram.Counts.Count; i++)
        {
            count += histogram.Counts[i];
            var bound = i < histogram.Bounds.Count ? histogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(family, $"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", count);
        }

        Line(family, $"{name}_sum", labels, histogram.Sum);
        Line(family, $"{name}_count", labels, count);
    }

    public void WriteTo(StringBuilder text)
    {
        foreach (var family in families.Values)
        {
            text.Append(family);
        }
    }

    private StringBuilder Family(string name, string help, string type)
    {
        if (!families.TryGetValue(name, out var family))
        {
            families.Add(name, family = new StringBuilder($"# HELP {name} {help}\n# TYPE {name} {type}\n"));
        }

        return family;
    }

    private static void Line(StringBuilder family, string name, string labels, double value) =>
        family.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
}
