namespace Outrigger.Cli.Options;

/// <summary>To which Services' loopback endpoints the aggregator may connect.</summary>
/// <param name="All">Every Service.</param>
/// <param name="Services"><c>NAMESPACE/NAME</c> of single Services.</param>
internal sealed record LoopbackAllowance(bool All, IReadOnlyList<string> Services)
{
    public static LoopbackAllowance None { get; } = new(false, []);

    /// <summary>Whether the Service may have loopback endpoints.</summary>
    public bool Allows(string ns, string name) => All || Services.Contains($"{ns}/{name}", StringComparer.Ordinal);
}
