namespace Outrigger.Robustness.Tests.Histories;

internal enum OperationKind
{
    Create,

    /// <summary>PUT with the resourceVersion that the client saw.</summary>
    Update,

    /// <summary>A merge patch without a resourceVersion.</summary>
    Patch,

    Delete,

    /// <summary>A consistent read: a GET, or one key of a LIST.</summary>
    Read,
}
