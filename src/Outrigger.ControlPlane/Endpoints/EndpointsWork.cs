using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>What is known of one Service while its Endpoints are reconciled; each step fills in what it finds.</summary>
internal sealed class EndpointsWork(ServiceKey key)
{
    public ServiceKey Key => key;

    public ServiceView? Service { get; set; }

    public JsonArray Subsets { get; set; } = [];
}
