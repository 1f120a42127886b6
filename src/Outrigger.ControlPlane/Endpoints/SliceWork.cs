namespace Outrigger.ControlPlane.Endpoints;

/// <summary>What is known of one Service while its slices are reconciled; each step fills in what it finds.</summary>
internal sealed class SliceWork(ServiceKey key)
{
    public ServiceKey Key => key;

    public ServiceView? Service { get; set; }

    public IReadOnlyList<SliceGroup> Wanted { get; set; } = [];

    public IReadOnlyList<SliceView> There { get; set; } = [];
}
