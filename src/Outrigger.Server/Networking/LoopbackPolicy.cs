using System.Collections.Frozen;

namespace Outrigger.Server.Networking;

/// <summary>
/// For which Services endpoints may have loopback addresses: none, unless <c>--allow-loopback-endpoints</c> says so. Asked when
/// EndpointSlices and Endpoints are written, and again when they are dialled.
/// </summary>
public sealed class LoopbackPolicy
{
    private readonly FrozenSet<string> services;

    private LoopbackPolicy(bool all, IEnumerable<string> services)
    {
        AllowsAll = all;
        this.services = services.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The default.</summary>
    public static LoopbackPolicy None { get; } = new(false, []);

    /// <summary>The bare flag; an operator is warned of it at each start.</summary>
    public static LoopbackPolicy All { get; } = new(true, []);

    /// <summary>Whether every Service may.</summary>
    public bool AllowsAll { get; }

    /// <summary>
    /// Reads the flag's value: empty for the bare flag, else <c>NAMESPACE/SERVICE,…</c>. <see cref="FormatException"/> names what
    /// is wrong and how to write it.
    /// </summary>
    public static LoopbackPolicy Parse(string value)
    {
        if (value.Length == 0)
        {
            return All;
        }

        var names = value.Split(',', StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (name.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            {
                throw new FormatException($"--allow-loopback-endpoints: \"{name}\" is not NAMESPACE/SERVICE");
            }
        }

        return new LoopbackPolicy(false, names);
    }

    /// <summary>Whether endpoints of this Service may have loopback addresses.</summary>
    public bool Allows(string serviceNamespace, string service) => AllowsAll || services.Contains($"{serviceNamespace}/{service}");
}
