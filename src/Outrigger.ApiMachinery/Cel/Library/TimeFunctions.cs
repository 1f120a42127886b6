using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Parts of times, in UTC or in a zone that is named, and of durations.</summary>
internal static class TimeFunctions
{
    private const long Milli = 1_000_000;

    public static IReadOnlyList<Function> All { get; } =
    [
        OfTime("getFullYear", "year", t => t.Year),
        OfTime("getMonth", "month", t => t.Month - 1),
        OfTime("getDayOfYear", "day_of_year", t => t.DayOfYear - 1),
        OfTime("getDayOfMonth", "day_of_month", t => t.Day - 1),
        OfTime("getDate", "day_of_month_1_based", t => t.Day),
        OfTime("getDayOfWeek", "day_of_week", t => (int)t.DayOfWeek),
        OfBoth("getHours", "hours", t => t.Hour, d => d / (3600 * CelTime.Second)),
        OfBoth("getMinutes", "minutes", t => t.Minute, d => d / (60 * CelTime.Second)),
        OfBoth("getSeconds", "seconds", t => t.Second, d => d / CelTime.Second),
        OfBoth("getMilliseconds", "milliseconds", t => t.Millisecond, d => d / Milli),
    ];

    private static Function OfTime(string name, string id, Func<DateTime, int> part) => new(name, TimeForms(id, part));

    private static Function OfBoth(string name, string id, Func<DateTime, int> part, Func<long, long> whole) => new(name,
    [
        .. TimeForms(id, part),
        Member($"duration_to_{id}", CelType.Int, [CelType.Duration], (args, _) => CelValue.FromInt(whole(args[0].AsDuration))),
    ]);

    private static IReadOnlyList<Overload> TimeForms(string id, Func<DateTime, int> part) =>
    [
        Member($"timestamp_to_{id}", CelType.Int, [CelType.Timestamp], (args, _) => CelValue.FromInt(part(args[0].AsTimestamp.ToDateTime().UtcDateTime))),
        Member($"timestamp_to_{id}_with_tz", CelType.Int, [CelType.Timestamp, CelType.String], (args, context) =>
            TimeZones.Local(args[0].AsTimestamp, args[1].AsString, context.Budget, out var error) is { } local ? CelValue.FromInt(part(local)) : CelValue.FromError(error)),
    ];
}
