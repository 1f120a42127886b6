using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Limits;

/// <summary>
/// What a pod asks for as a whole (component-helpers resource): the sum of its containers and sidecars, or what one of its init containers needs
/// while it runs, whichever is more. What the pod says of itself goes first.
/// </summary>
internal static class PodAmounts
{
    /// <summary>Of <c>requests</c> or <c>limits</c>.</summary>
    public static ResourceAmounts Of(JsonObject? spec, string which)
    {
        var sum = new ResourceAmounts();
        foreach (var container in JsonNodes.Objects(spec, "containers"))
        {
            sum.Add(OfContainer(container, which));
        }

        var sidecars = new ResourceAmounts();
        var atStart = new ResourceAmounts();
        foreach (var container in JsonNodes.Objects(spec, "initContainers"))
        {
            var own = OfContainer(container, which);
            if (JsonNodes.GetString(container, "restartPolicy") is "Always")
            {
                sum.Add(own);
                atStart.Raise(sidecars.Add(own));
            }
            else
            {
                atStart.Raise(sidecars.Copy().Add(own));
            }
        }

        sum.Raise(atStart);
        foreach (var (name, amount) in ResourceAmounts.Read(JsonNodes.Get(spec, "resources", which)).Where(a => a.Key is "cpu" or "memory"))
        {
            sum[name] = amount;
        }

        return sum;
    }

    public static ResourceAmounts OfContainer(JsonObject container, string which) => ResourceAmounts.Read(JsonNodes.Get(container, "resources", which));
}
