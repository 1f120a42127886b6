namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>What a CRD says of its approval.</summary>
internal enum ApprovalState
{
    Missing,
    Bypassed,
    Approved,
    Invalid,
}
