namespace Outrigger.Server.FlowControl.Specs;

/// <summary>What tells the flows of one schema apart.</summary>
internal enum FlowDistinguisher
{
    /// <summary>All its requests are one flow.</summary>
    None,

    ByUser,

    ByNamespace,
}
