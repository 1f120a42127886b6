using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Doctor.Reports;

/// <summary>The report for people: a mark, the check and what was seen; below it the command that mends it.</summary>
internal static class TextReport
{
    public static void Write(DoctorReport report, TextWriter output, Paint paint)
    {
        var width = report.Sections.SelectMany(s => s.Rows).Max(r => r.Check.Length);
        foreach (var section in report.Sections)
        {
            output.WriteLine(paint.Strong(section.Title));
            foreach (var row in section.Rows)
            {
                output.WriteLine($"  {Mark(row.Result.State, paint)} {row.Check.PadRight(width)}  {Text(row.Result, paint)}");
                if (row.Result.Fix.Length > 0)
                {
                    output.WriteLine($"         {new string(' ', width)}{paint.Faint("mend:")} {row.Result.Fix}");
                }
            }

            output.WriteLine();
        }

        output.WriteLine(
            $"{report.Count(CheckState.Ok)} ok, {report.Count(CheckState.Warn)} warned, {report.Count(CheckState.Fail)} failed, {report.Count(CheckState.NotTried)} not tried");
    }

    private static string Mark(CheckState state, Paint paint) => state switch
    {
        CheckState.Ok => paint.Good("ok  "),
        CheckState.Warn => paint.Strong("warn"),
        CheckState.Fail => paint.Bad("FAIL"),
        _ => paint.Faint("-   "),
    };

    private static string Text(CheckResult result, Paint paint) =>
        result.State == CheckState.NotTried ? paint.Faint($"not tried: {result.Message}") : result.Message;
}
