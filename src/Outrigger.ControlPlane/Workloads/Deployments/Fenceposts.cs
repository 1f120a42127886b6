using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>maxSurge and maxUnavailable as numbers of pods: percentages of the replicas, surge rounded up, unavailable down.</summary>
internal static class Fenceposts
{
    public static (int Surge, int Unavailable) Resolve(JsonObject? rollingUpdate, int replicas)
    {
        var surge = Scaled(rollingUpdate?["maxSurge"], replicas, Math.Ceiling);
        var unavailable = Scaled(rollingUpdate?["maxUnavailable"], replicas, Math.Floor);

        // with neither nothing would ever move
        return (surge, Math.Min(surge == 0 && unavailable == 0 ? 1 : unavailable, replicas));
    }

    private static int Scaled(JsonNode? value, int replicas, Func<double, double> round) =>
        JsonNodes.AsString(value) is { } percent
            ? int.TryParse(percent.TrimEnd('%'), CultureInfo.InvariantCulture, out var number) ? (int)round((double)number * replicas / 100) : 0
            : (int)(JsonNodes.AsLong(value) ?? 0);
}
