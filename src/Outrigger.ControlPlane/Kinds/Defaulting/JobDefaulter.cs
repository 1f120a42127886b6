using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Jobs: one pod, six retries, labels of the template.</summary>
internal sealed class JobDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("batch", "jobs");

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        PodSpecDefaults.Apply(JsonNodes.GetObject(spec, "template", "spec"));
        if (spec["parallelism"] is null)
        {
            Missing.Set(spec, "completions", 1L);
            spec["parallelism"] = 1L;
        }

        Missing.Set(spec, "backoffLimit", spec["backoffLimitPerIndex"] is null ? 6L : int.MaxValue);
        Missing.Set(spec, "completionMode", "NonIndexed");
        Missing.Set(spec, "suspend", false);
        Missing.Set(spec, "podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
        Missing.Set(spec, "manualSelector", false);
        if (JsonNodes.GetObject(spec, "template", "metadata", "labels") is { Count: > 0 } labels)
        {
            Missing.Set(JsonNodes.Ensure(obj, "metadata"), "labels", labels.DeepClone());
        }
    }
}
