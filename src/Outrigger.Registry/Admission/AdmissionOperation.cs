namespace Outrigger.Registry.Admission;

/// <summary>What is about to happen to an object.</summary>
public enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}
