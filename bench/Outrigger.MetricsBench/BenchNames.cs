using System.Net;

namespace Outrigger.MetricsBench;

/// <summary>The simulated cluster's names and addresses.</summary>
internal static class BenchNames
{
    public const string Namespace = "bench-metrics";

    public static string Node(int number) => $"bench-{number}";

    public static string Pod(int node, int pod) => $"pod-{node}-{pod}";

    /// <summary>One of 127.0.0.0/8, all of which lead to this machine.</summary>
    public static IPAddress Address(int node) => new([127, 1, (byte)(node / 250), (byte)((node % 250) + 1)]);
}
