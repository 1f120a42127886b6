using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The templates of pods, alone and in workloads (kubernetes ValidatePodTemplateSpec).</summary>
internal static class PodTemplateRules
{
    /// <summary>A PodTemplate, which is nothing else.</summary>
    public static void CheckObject(JsonObject obj, ICollection<FieldError> errors) =>
        Check(JsonNodes.GetObject(obj, "template"), "template", errors);

    /// <summary>Checks a template that stands at <paramref name="path"/>.</summary>
    public static void Check(JsonObject? template, string path, ICollection<FieldError> errors)
    {
        // The paths are the reference's own: without metadata.
        MetadataValidator.ValidateLabels(JsonNodes.StringMap(JsonNodes.Get(template, "metadata", "labels")), $"{path}.labels", errors);
        MetadataValidator.ValidateAnnotations(
            JsonNodes.StringMap(JsonNodes.Get(template, "metadata", "annotations")), $"{path}.annotations", errors);
        PodSpecRules.Check(JsonNodes.GetObject(template, "spec"), $"{path}.spec", errors);
        if (JsonNodes.GetArray(template, "spec", "ephemeralContainers") is { Count: > 0 })
        {
            errors.Add(FieldErrors.Forbidden($"{path}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template"));
        }
    }

    /// <summary>The pods of anything but a job run until they are taken away.</summary>
    public static void CheckLasting(JsonObject? template, string path, string kind, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(template, "spec", "restartPolicy") is { Length: > 0 } policy and not "Always")
        {
            errors.Add(FieldErrors.NotSupported($"{path}.spec.restartPolicy", policy, "Always"));
        }

        if (JsonNodes.Get(template, "spec", "activeDeadlineSeconds") is not null)
        {
            errors.Add(FieldErrors.Forbidden($"{path}.spec.activeDeadlineSeconds", $"activeDeadlineSeconds in {kind} is not Supported"));
        }
    }
}
