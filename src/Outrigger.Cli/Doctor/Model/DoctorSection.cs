namespace Outrigger.Cli.Doctor.Model;

/// <summary>The checks of one thing.</summary>
/// <param name="Title">The main server's address, or an APIService's name.</param>
/// <param name="Rows">In the order of the checks.</param>
internal sealed record DoctorSection(string Title, IReadOnlyList<CheckRow> Rows);
