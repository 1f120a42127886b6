using System.Globalization;

namespace Outrigger.ApiMachinery.Metadata;

/// <summary>Ages as kubectl prints them: two or three significant figures, for example <c>3s</c>, <c>2m3s</c>, <c>5h</c>, <c>3d4h</c>.</summary>
public static class ShortDuration
{
    /// <summary>What is printed for an age that is unknown.</summary>
    public const string Unknown = "<unknown>";

    /// <summary>The age. Up to a second before now counts as now, since clocks differ; earlier is <c>&lt;invalid&gt;</c>.</summary>
    public static string Format(TimeSpan age)
    {
        var seconds = (long)age.TotalSeconds;
        var minutes = (long)age.TotalMinutes;
        var hours = (long)age.TotalHours;
        var days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 2 * 60 => One(seconds, 's'),
            < 10 * 60 => Two(minutes, 'm', seconds % 60, 's'),
            < 3 * 3600 => One(minutes, 'm'),
            < 8 * 3600 => Two(hours, 'h', minutes % 60, 'm'),
            < 48 * 3600 => One(hours, 'h'),
            < 8 * 86400 => Two(days, 'd', hours % 24, 'h'),
            < 2 * 365 * 86400L => One(days, 'd'),
            < 8 * 365 * 86400L => Two(days / 365, 'y', days % 365, 'd'),
            _ => One(days / 365, 'y'),
        };
    }

    private static string One(long count, char unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");

    private static string Two(long count, char unit, long rest, char restUnit) => rest == 0
        ? One(count, unit)
        : string.Create(CultureInfo.InvariantCulture, $"{count}{unit}{rest}{restUnit}");
}
