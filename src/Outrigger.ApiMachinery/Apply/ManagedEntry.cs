using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>What one manager owns.</summary>
/// <param name="Key">Who.</param>
/// <param name="ApiVersion">The version whose fields are meant.</param>
/// <param name="Time">When it last changed something; null when it only ever agreed.</param>
/// <param name="Fields">What it owns.</param>
internal sealed record ManagedEntry(ManagerKey Key, string ApiVersion, string? Time, FieldSet Fields)
{
    /// <summary>In whole seconds; 0 when there is none.</summary>
    public long Seconds => KubernetesTime.TryParse(Time, out var time) ? time.ToUnixTimeSeconds() : 0;

    /// <summary>The order of managedFields: appliers first, then by time, manager, version, subresource.</summary>
    public static int Compare(ManagedEntry a, ManagedEntry b)
    {
        if (a.Key.Applies != b.Key.Applies)
        {
            return a.Key.Applies ? -1 : 1;
        }

        var order = a.Seconds.CompareTo(b.Seconds);
        order = order != 0 ? order : Utf8Order.Compare(a.Key.Manager, b.Key.Manager);
        order = order != 0 ? order : string.CompareOrdinal(a.ApiVersion, b.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(a.Key.Subresource, b.Key.Subresource);
    }
}
