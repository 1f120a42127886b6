using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ReplicationControllers, and what the status of anything with replicas counts.</summary>
internal static class ReplicaRules
{
    private const string Template = "spec.template";

    // Not all kinds have all of them; daemon sets count nodes instead.
    private static readonly string[] Counts =
    [
        "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "fullyLabeledReplicas", "availableReplicas",
        "unavailableReplicas", "terminatingReplicas", "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
        "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "observedGeneration", "collisionCount",
    ];

    public static void CheckController(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        FieldRules.AtLeast(spec, "minReadySeconds", "spec", 0, errors);
        var selector = JsonNodes.StringMap(spec?["selector"]);
        if (selector.Count == 0)
        {
            errors.Add(FieldErrors.Required("spec.selector"));
        }

        if (JsonNodes.GetLong(spec, "replicas") is null)
        {
            errors.Add(FieldErrors.Required("spec.replicas"));
        }

        FieldRules.AtLeast(spec, "replicas", "spec", 0, errors);
        if (JsonNodes.GetObject(spec, "template") is not { } template)
        {
            errors.Add(FieldErrors.Required(Template));
            return;
        }

        var labels = JsonNodes.Get(template, "metadata", "labels");
        if (selector.Except(JsonNodes.StringMap(labels)).Any())
        {
            errors.Add(FieldErrors.Invalid(
                $"{Template}.metadata.labels", labels ?? new JsonObject(), "`selector` does not match template `labels`"));
        }

        PodTemplateRules.Check(template, Template, errors);
        PodTemplateRules.CheckLasting(template, Template, "ReplicationController", errors);
    }

    /// <summary>No count is negative, and no part is larger than the whole.</summary>
    public static void CheckStatus(JsonObject obj, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status");
        foreach (var count in Counts)
        {
            FieldRules.AtLeast(status, count, "status", 0, errors);
        }

        if (status is null || status.ContainsKey("numberReady"))
        {
            return;
        }

        foreach (var part in (string[])["fullyLabeledReplicas", "updatedReplicas", "readyReplicas", "currentReplicas", "availableReplicas"])
        {
            CheckPart(status, part, "replicas", "cannot be greater than status.replicas", errors);
        }

        CheckPart(status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas", errors);
    }

    private static void CheckPart(JsonObject status, string part, string whole, string fault, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetLong(status, part) is { } number && number > (JsonNodes.GetLong(status, whole) ?? 0))
        {
            errors.Add(FieldErrors.Invalid($"status.{part}", number, fault));
        }
    }
}
