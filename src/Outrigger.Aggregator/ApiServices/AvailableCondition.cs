namespace Outrigger.Aggregator.ApiServices;

/// <summary>The Available condition of an APIService.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">A word: Local, Passed, ServiceNotFound …</param>
/// <param name="Message">For people.</param>
internal sealed record AvailableCondition(string Status, string Reason, string Message)
{
    /// <summary>Of a group version that this server answers itself.</summary>
    public static AvailableCondition Local { get; } = new("True", "Local", "Local APIServices are always available");

    /// <summary>Of a server that answered.</summary>
    public static AvailableCondition Passed { get; } = new("True", "Passed", "all checks passed");

    /// <summary>Of a server that cannot be used.</summary>
    public static AvailableCondition Failed(string reason, string message) => new("False", reason, message);
}
