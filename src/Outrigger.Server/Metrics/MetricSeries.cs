using System.Globalization;
using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>One time series: a sum, or a histogram with fixed bounds.</summary>
/// <param name="bounds">The upper bounds of a histogram's buckets, ascending; null for a sum.</param>
internal sealed class MetricSeries(double[]? bounds)
{
    private readonly Lock gate = new();
    private readonly long[] buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double sum;

    /// <summary>Several with the same bounds as one: their sum, or the largest of them.</summary>
    public static MetricSeries Merge(IReadOnlyList<MetricSeries> several, double[]? bounds, bool largest)
    {
        var merged = new MetricSeries(bounds) { sum = largest ? double.NegativeInfinity : 0 };
        foreach (var one in several)
        {
            lock (one.gate)
            {
                merged.sum = largest ? Math.Max(merged.sum, one.sum) : merged.sum + one.sum;
                for (var i = 0; i < Math.Min(merged.buckets.Length, one.buckets.Length); i++)
                {
                    merged.buckets[i] += one.buckets[i];
                }
            }
        }

        return merged;
    }

    public void Add(double value)
    {
        lock (gate)
        {
            sum += value;
            if (bounds is not null)
            {
                var index = Array.BinarySearch(bounds, value);
                buckets[index < 0 ? ~index : index]++;
            }
        }
    }

    public void Set(double value)
    {
        lock (gate)
        {
            sum = value;
        }
    }

    public void WriteTo(StringBuilder text, string name, string labels)
    {
        lock (gate)
        {
            if (bounds is null)
            {
                Line(text, name, labels, sum);
                return;
            }

            var count = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                count += buckets[i];
                var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Line(text, name + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", count);
            }

            Line(text, name + "_sum", labels, sum);
            Line(text, name + "_count", labels, count);
        }
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(CultureInfo.InvariantCulture, $" {value}\n");
    }
}
