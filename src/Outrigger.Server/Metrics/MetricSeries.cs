using System.Globalization;
using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>One time series: a sum, or a histogram with fixed bounds.</summary>
internal sealed class MetricSeries(bool isHistogram)
{
    private static readonly double[] Bounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock gate = new();
    private readonly long[] buckets = isHistogram ? new long[Bounds.Length + 1] : [];
    private double sum;

    public void Add(double value)
    {
        lock (gate)
        {
            sum += value;
            if (isHistogram)
            {
                var index = Array.BinarySearch(Bounds, value);
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
            if (!isHistogram)
            {
                Line(text, name, labels, sum);
                return;
            }

            var count = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                count += buckets[i];
                var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
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
