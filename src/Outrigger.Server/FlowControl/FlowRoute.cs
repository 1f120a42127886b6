using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.FlowControl.Levels;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl;

/// <summary>A flow schema and where its requests go.</summary>
internal sealed class FlowRoute(FlowSchemaSpec schema, PriorityLevel level, ulong seed)
{
    private readonly ulong hash = FlowHash.Add(seed, schema.Name);

    public FlowSchemaSpec Schema { get; } = schema;

    public PriorityLevel Level { get; } = level;

    public FlowStats Stats { get; } = level.StatsOf(schema.Name);

    /// <summary>The hash of the flow that a request belongs to.</summary>
    public ulong FlowOf(UserInfo user, RequestInfo info) => Schema.Distinguisher switch
    {
        FlowDistinguisher.ByUser => FlowHash.Add(hash, user.Name),
        FlowDistinguisher.ByNamespace => FlowHash.Add(hash, info.Namespace),
        _ => hash,
    };
}
