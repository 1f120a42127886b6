using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

/// <summary>Pods in a few letters: one each, with what was measured of it.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Tolerances TenPercent { get; } = new(0.1, 0.1);

    public static ReadinessRules Readiness { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), Now);

    /// <summary>
    /// <c>R:500</c> is ready and uses 500m, <c>R</c> has no metric, <c>P</c> is pending, <c>F</c> has failed, <c>D</c> goes away, <c>U</c> was never ready,
    /// <c>L</c> was ready once and is not now. Each requests 1 CPU.
    /// </summary>
    public static PodSample Of(int current, string pods)
    {
        var made = new List<TargetPod>();
        var metrics = new Dictionary<string, PodMetric>(StringComparer.Ordinal);
        foreach (var text in pods.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = text.Split(':');
            var pod = Pod($"pod-{made.Count}", parts[0]);
            made.Add(pod);
            if (parts.Length > 1)
            {
                metrics[pod.Name] = new PodMetric(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), Now, TimeSpan.FromSeconds(30));
            }
        }

        return new PodSample(current, made, metrics, TenPercent) { Cpu = Readiness };
    }

    public static TargetPod Pod(string name, string state, string resources = """{"requests":{"cpu":"1"}}""")
    {
        var started = Now - TimeSpan.FromHours(1);
        return new TargetPod(name, state switch { "P" => "Pending", "F" => "Failed", _ => "Running" })
        {
            IsDeleting = state is "D",
            Started = started,
            Ready = state is "U" or "L" ? "False" : "True",
            ReadySince = state is "L" ? started + TimeSpan.FromMinutes(20) : started + TimeSpan.FromSeconds(5),
            Spec = (JsonObject)JsonNode.Parse($$"""{"containers":[{"name":"main","resources":{{resources}}}]}""")!,
        };
    }
}
