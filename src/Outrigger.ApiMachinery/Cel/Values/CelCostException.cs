namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Ends an evaluation whose budget is spent; caught where evaluations begin.</summary>
internal sealed class CelCostException() : Exception(Text)
{
    /// <summary>The text of cel-go, by which Kubernetes tells this error from others.</summary>
    public const string Text = "operation cancelled: actual cost limit exceeded";
}
