using System.Globalization;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ControlPlane.Limits;

/// <summary>Whether requests and limits keep to a limit of a LimitRange; the faults have Kubernetes' words (plugin/pkg/admission/limitranger).</summary>
internal static class LimitChecks
{
    // Beyond it thousandths would not fit into 64 bits.
    private const long MostInThousandths = long.MaxValue / 1000;

    /// <summary>What is too little.</summary>
    public static string? Least(string type, string name, Quantity least, ResourceAmounts requests, ResourceAmounts limits)
    {
        var start = $"minimum {name} usage per {type} is {least}";
        return !requests.TryGetValue(name, out var request) ? $"{start}.  No request is specified"
            : Compare(request, least) < 0 ? $"{start}, but request is {request}"
            : limits.TryGetValue(name, out var limit) && Compare(limit, least) < 0 ? $"{start}, but limit is {limit}"
            : null;
    }

    /// <summary>What is too much.</summary>
    public static string? Most(string type, string name, Quantity most, ResourceAmounts requests, ResourceAmounts limits)
    {
        var start = $"maximum {name} usage per {type} is {most}";
        return !limits.TryGetValue(name, out var limit) ? $"{start}.  No limit is specified"
            : Compare(limit, most) > 0 ? $"{start}, but limit is {limit}"
            : requests.TryGetValue(name, out var request) && Compare(request, most) > 0 ? $"{start}, but request is {request}"
            : null;
    }

    /// <summary>The same for what has requests alone.</summary>
    public static string? MostRequested(string type, string name, Quantity most, ResourceAmounts requests)
    {
        var start = $"maximum {name} usage per {type} is {most}";
        return !requests.TryGetValue(name, out var request) ? $"{start}.  No request is specified"
            : Compare(request, most) > 0 ? $"{start}, but request is {request}"
            : null;
    }

    /// <summary>A limit that is too many times the request.</summary>
    public static string? Ratio(string type, string name, Quantity most, ResourceAmounts requests, ResourceAmounts limits)
    {
        var start = $"{name} max limit to request ratio per {type} is {most}";
        var hasRequest = requests.TryGetValue(name, out var request) && !request.IsZero;
        var hasLimit = limits.TryGetValue(name, out var limit) && !limit.IsZero;
        if (!hasRequest || !hasLimit)
        {
            return $"{start}, but no {(hasRequest ? "limit" : "request")} is specified or {(hasRequest ? "limit" : "request")} is 0";
        }

        var ratio = limit.ToDouble() / request.ToDouble();
        return ratio > most.ToDouble() ? string.Create(CultureInfo.InvariantCulture, $"{start}, but provided ratio is {ratio:F6}") : null;
    }

    // Nothing is finer than a thousandth, as far as thousandths fit.
    private static int Compare(Quantity a, Quantity b) => a.Value() <= MostInThousandths && b.Value() <= MostInThousandths
        ? a.MilliValue().CompareTo(b.MilliValue())
        : a.Value().CompareTo(b.Value());
}
