using System.Globalization;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Times in zones: <c>America/New_York</c>, <c>-08:00</c>, <c>UTC</c>.</summary>
internal static class TimeZones
{
    private const int MaxName = 255;

    // Looking for a zone that is not there takes a look at the disk each time.
    private const int StepsOfUnknown = 5000;

    /// <summary>The date and time there; null, and what is wrong, when there is no such zone or the date is none.</summary>
    public static DateTime? Local(CelTime time, string zone, CelBudget budget, out string error)
    {
        var utc = time.ToDateTime().UtcDateTime;
        if (Offset(zone, utc, budget, out error) is not { } offset)
        {
            return null;
        }

        var ticks = utc.Ticks + offset.Ticks;
        if (ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks)
        {
            return new DateTime(ticks);
        }

        error = CelError.TimestampOverflow.Message;
        return null;
    }

    private static TimeSpan? Offset(string zone, DateTime utc, CelBudget budget, out string error)
    {
        error = "";
        if (zone.Length > MaxName)
        {
            error = $"unknown time zone {CelText.Of(CelValue.FromString(zone))}";
            return null;
        }

        if (zone is "" or "UTC")
        {
            return TimeSpan.Zero;
        }

        var colon = zone.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            return Fixed(zone, colon, out error);
        }

        // Names of files elsewhere are no zones.
        if (zone is not "Local" && !zone.Contains("..", StringComparison.Ordinal) && !zone.StartsWith('/')
            && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return found.GetUtcOffset(utc);
        }

        budget.Step(StepsOfUnknown);
        error = $"unknown time zone {zone}";
        return null;
    }

    private static TimeSpan? Fixed(string zone, int colon, out string error)
    {
        error = "";
        foreach (var part in (string[])[zone[..colon], zone[(colon + 1)..]])
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || Math.Abs((long)number) > 9999)
            {
                error = $"strconv.Atoi: parsing \"{part}\": invalid syntax";
                return null;
            }
        }

        var hours = int.Parse(zone.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var minutes = int.Parse(zone.AsSpan(colon + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return TimeSpan.FromMinutes((hours * 60) + (zone[0] == '-' ? -minutes : minutes));
    }
}
