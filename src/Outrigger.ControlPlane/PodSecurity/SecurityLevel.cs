namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>A level of the Pod Security Standards; a higher one is stricter.</summary>
internal enum SecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}
