using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl;

/// <summary>The flow schemas in the order in which they are tried; derived, immutable.</summary>
internal sealed class FlowModel(FlowRoute[] routes)
{
    public static FlowModel Empty { get; } = new([]);

    public IReadOnlyList<FlowRoute> Routes => routes;

    /// <summary>Where a request goes: the first schema that matches, else the catch-all.</summary>
    public FlowRoute Find(UserInfo user, RequestInfo info)
    {
        foreach (var route in routes)
        {
            if (route.Schema.Matches(user, info))
            {
                return route;
            }
        }

        return Array.FindLast(routes, static r => r.Schema.Name == FlowSchemaSpec.CatchAll) ?? routes[^1];
    }
}
