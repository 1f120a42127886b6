namespace Outrigger.Cli.Doctor.Model;

/// <summary>One line of a report.</summary>
internal sealed record CheckRow(string Check, CheckResult Result);
