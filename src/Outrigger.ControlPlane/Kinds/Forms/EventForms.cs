using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>Events are one resource under two groups, which name some fields differently (kubernetes pkg/apis/events/v1).</summary>
internal static class EventForms
{
    private static readonly (string Core, string Newer)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    /// <summary>Turns an event into the form of the other group.</summary>
    public static ValueTask<JsonObject> ConvertAsync(JsonObject obj, KindDefinition target, CancellationToken cancellationToken)
    {
        var toCore = target.Kind.Group.Length == 0;
        foreach (var (core, newer) in Names)
        {
            if (JsonNodes.Detach(obj, toCore ? newer : core) is { } value)
            {
                obj[toCore ? core : newer] = value;
            }
        }

        obj["apiVersion"] = target.Kind.GroupVersion.ToString();
        BuiltInNormalizer.Normalize(obj, target.Schema, new NormalizeReport());
        return ValueTask.FromResult(obj);
    }
}
