namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>
/// Ends an evaluation that needs a decision which is not known yet. Evaluations wait for nothing: the caller finds the decision out and
/// evaluates once more.
/// </summary>
public sealed class CelPendingException(CelAccessCheck check) : Exception("the decision of an authorizer is needed")
{
    /// <summary>What has to be decided.</summary>
    public CelAccessCheck Check { get; } = check;
}
