using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor;

/// <summary>What <c>outrigger doctor</c> was asked for.</summary>
internal sealed record DoctorRequest
{
    /// <summary>Names of APIServices; empty for all that a Service answers for.</summary>
    public IReadOnlyList<string> ApiServices { get; init; } = [];

    /// <summary>Null for the KUBECONFIG variable, ~/.kube/config, or the pod's account.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>The servers' account, where it cannot be found.</summary>
    public ServiceAccountName? Account { get; init; }

    /// <summary>Of one connection or one answer; 5 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
