using System.Globalization;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The grammar of schedules: five fields of lists of ranges with steps, or a descriptor (github.com/robfig/cron v3, ParseStandard).</summary>
internal static class CronSchedule
{
    private static readonly string[] Descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    private static readonly (long Least, long Most, string[] Names, long First)[] Fields =
    [
        (0, 59, [], 0),
        (0, 23, [], 0),
        (1, 31, [], 0),
        (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1),
        (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"], 0),
    ];

    /// <summary>What is wrong with a schedule; null when it is one.</summary>
    public static string? FaultOf(string schedule)
    {
        const string Every = "@every ";
        if (schedule.StartsWith('@'))
        {
            return Descriptors.Contains(schedule, StringComparer.Ordinal) ? null
                : !schedule.StartsWith(Every, StringComparison.Ordinal) ? $"unrecognized descriptor: {schedule}"
                : GoDuration.FaultOf(schedule[Every.Length..]) is { } fault ? $"failed to parse duration {schedule}: {fault}"
                : null;
        }

        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
        {
            return $"expected exactly {Fields.Length} fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        }

        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var range in fields[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (FaultOf(range, i) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private static string? FaultOf(string range, int index)
    {
        var field = Fields[index];
        var parts = range.Split('/');
        var bounds = parts[0].Split('-');
        long start;
        long end;
        string? fault;
        if (bounds[0] is "*" or "?")
        {
            (start, end) = (field.Least, field.Most);
        }
        else
        {
            fault = Parse(bounds[0], index, out start);
            end = start;
            fault ??= bounds.Length > 2 ? $"too many hyphens: {range}" : bounds.Length == 2 ? Parse(bounds[1], index, out end) : null;
            if (fault is not null)
            {
                return fault;
            }
        }

        var step = 1L;
        if (parts.Length == 2)
        {
            if (ParseNumber(parts[1], out step) is { } wrong)
            {
                return wrong;
            }

            end = bounds.Length == 1 ? field.Most : end;
        }

        return parts.Length > 2 ? $"too many slashes: {range}"
            : start < field.Least ? $"beginning of range ({start}) below minimum ({field.Least}): {range}"
            : end > field.Most ? $"end of range ({end}) above maximum ({field.Most}): {range}"
            : start > end ? $"beginning of range ({start}) beyond end of range ({end}): {range}"
            : step == 0 ? $"step of range should be a positive number: {range}"
            : null;
    }

    private static string? Parse(string text, int index, out long number)
    {
        var named = Array.FindIndex(Fields[index].Names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        number = named + Fields[index].First;
        return named < 0 ? ParseNumber(text, out number) : null;
    }

    private static string? ParseNumber(string text, out long number)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax";
        }

        return number < 0 ? $"negative number ({number}) not allowed: {text}" : null;
    }
}
