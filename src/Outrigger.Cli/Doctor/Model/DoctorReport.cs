namespace Outrigger.Cli.Doctor.Model;

/// <summary>What the doctor found.</summary>
/// <param name="Sections">The main server, then each APIService.</param>
internal sealed record DoctorReport(IReadOnlyList<DoctorSection> Sections)
{
    public bool IsHealthy => Count(CheckState.Fail) == 0;

    public int Count(CheckState state) => Sections.Sum(s => s.Rows.Count(r => r.Result.State == state));
}
