using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Kinds.Forms;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Autoscalers aim at 80 % of CPU when they say nothing; a behavior is completed in both directions (kubernetes autoscaling/v2).</summary>
internal sealed class AutoscalerDefaulter : IKindDefaulter
{
    private const long PeriodSeconds = 15;
    private const long Percent = 100;
    private const long Pods = 4;

    public GroupResource Resource => new("autoscaling", "horizontalpodautoscalers");

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        if (spec["metrics"] is not JsonArray { Count: > 0 })
        {
            spec["metrics"] = new JsonArray(AutoscalerForms.CpuUse(AutoscalerForms.DefaultCpuUse));
        }

        if (spec["behavior"] is JsonObject behavior)
        {
            var up = Completed(behavior["scaleUp"] as JsonObject, 0, [Policy("Pods", Pods), Policy("Percent", Percent)]);
            var down = Completed(behavior["scaleDown"] as JsonObject, null, [Policy("Percent", Percent)]);
            behavior.Clear();
            behavior["scaleUp"] = up;
            behavior["scaleDown"] = down;
        }
    }

    // In the order of the schema.
    private static JsonObject Completed(JsonObject? rules, long? window, JsonArray policies)
    {
        var made = new JsonObject();
        if ((rules?["stabilizationWindowSeconds"]?.DeepClone() ?? (JsonNode?)window) is { } seconds)
        {
            made["stabilizationWindowSeconds"] = seconds;
        }

        made["selectPolicy"] = rules?["selectPolicy"]?.DeepClone() ?? "Max";
        made["policies"] = rules?["policies"]?.DeepClone() ?? policies;
        if (rules?["tolerance"] is { } tolerance)
        {
            made["tolerance"] = tolerance.DeepClone();
        }

        return made;
    }

    private static JsonNode Policy(string type, long value) =>
        new JsonObject { ["type"] = type, ["value"] = value, ["periodSeconds"] = PeriodSeconds };
}
