namespace Outrigger.MetricsServer.Parsing;

/// <summary>What a line of a kubelet's answer is.</summary>
internal enum LineVerdict
{
    /// <summary>A comment, an empty line, or a metric that is not used.</summary>
    Ignored,

    /// <summary>A sample.</summary>
    Sample,

    /// <summary>A sample that cannot be true: NaN, negative, a name that no pod can have.</summary>
    Impossible,

    /// <summary>No line of Prometheus' text format.</summary>
    Malformed,
}
