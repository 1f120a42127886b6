namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>One rule of the Pod Security Standards, in all its versions.</summary>
/// <param name="Id">Its name; violations are told in the order of the names.</param>
/// <param name="Level">Where it begins to apply: what Baseline checks, Restricted checks, too.</param>
/// <param name="Versions">From which minor version of Kubernetes 1 on which rule applies; ascending.</param>
internal sealed record SecurityCheck(string Id, SecurityLevel Level, params (int Minor, Func<SecurityPod, Violation?> Run)[] Versions)
{
    /// <summary>The check of Baseline whose place it takes; empty for none.</summary>
    public string Overrides { get; init; } = "";

    /// <summary>The rule of a version; null when that had none.</summary>
    public Func<SecurityPod, Violation?>? At(long minor) => Array.FindLast(Versions, v => v.Minor <= minor).Run;

    /// <summary>The same rule, which does not apply to pods of Windows.</summary>
    public static Func<SecurityPod, Violation?> ButWindows(Func<SecurityPod, Violation?> run) => pod => pod.IsWindows ? null : run(pod);

    /// <summary>The same rule, which does not apply to pods whose users are none of the node's.</summary>
    public static Func<SecurityPod, Violation?> ButOwnUsers(Func<SecurityPod, Violation?> run) => pod => pod.HasOwnUsers ? null : run(pod);
}
