namespace Outrigger.Cli.Doctor.Model;

/// <summary>One step of the doctor. It leaves what it learnt in the context for the steps after it.</summary>
internal interface ICheck
{
    /// <summary>Unique; the first column of the report.</summary>
    string Name { get; }

    /// <summary>Names of earlier checks: when one of them failed or was not tried, this one is not tried.</summary>
    IReadOnlyList<string> Needs { get; }

    /// <summary>Looks. A request that is refused or fails may be thrown: it is told as a failure of this check.</summary>
    Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken);
}
