using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The metrics of an autoscaler: one source each, of the type that it names.</summary>
internal static class MetricRules
{
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];
    private static readonly string[] Sources = ["object", "external", "pods", "resource", "containerResource"];

    /// <summary>Checks the kind, name and apiVersion of an object that is referred to.</summary>
    public static void CheckReference(JsonObject? reference, string path, ICollection<FieldError> errors)
    {
        FieldRules.Named(reference, "kind", path, ReferenceRules.PathSegment, errors);
        FieldRules.Named(reference, "name", path, ReferenceRules.PathSegment, errors);
        var version = JsonNodes.GetString(reference, "apiVersion") ?? "";
        if (version.Count(c => c == '/') > 1)
        {
            errors.Add(FieldErrors.Invalid($"{path}.apiVersion", version, $"unexpected GroupVersion string: {version}"));
        }
    }

    public static void Check(JsonObject metric, string path, ICollection<FieldError> errors)
    {
        var type = JsonNodes.GetString(metric, "type") ?? "";
        if (type.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.type", "must specify a metric source type"));
        }

        var isKnown = Types.Contains(type, StringComparer.Ordinal);
        if (!isKnown)
        {
            errors.Add(FieldErrors.NotSupported($"{path}.type", type, Types));
        }

        var present = Sources.Where(s => metric[s] is JsonObject).ToList();
        if (present.Count > 0)
        {
            CheckSource(present[0], (JsonObject)metric[present[0]]!, $"{path}.{present[0]}", errors);
        }

        var expected = isKnown ? char.ToLowerInvariant(type[0]) + type[1..] : "";
        if (isKnown && !present.Contains(expected, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Required($"{path}.{expected}", "must populate information for the given metric source"));
        }
        else if (!isKnown)
        {
            errors.Add(FieldErrors.NotSupported($"{path}.type", type, Types));
        }

        if (present.Count != 1)
        {
            foreach (var source in present.Where(s => s != expected))
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{source}", "must populate the given metric source only"));
            }
        }
    }

    private static void CheckSource(string source, JsonObject metric, string path, ICollection<FieldError> errors)
    {
        switch (source)
        {
            case "object":
                CheckReference(JsonNodes.GetObject(metric, "describedObject"), $"{path}.describedObject", errors);
                break;
            case "resource":
                FieldRules.Text(metric, "name", path, errors, "must specify a resource name");
                break;
            case "containerResource":
                FieldRules.Text(metric, "name", path, errors, "must specify a resource name");
                if (FieldRules.Text(metric, "container", path, errors, "must specify a container"))
                {
                    FieldRules.Form(metric, "container", path, Formats.Dns1123Label, errors);
                }

                break;
        }

        if (source is "object" or "external" or "pods")
        {
            var identifier = JsonNodes.GetObject(metric, "metric");
            if (FieldRules.Text(identifier, "name", $"{path}.metric", errors, "must specify a metric name"))
            {
                FieldRules.Form(identifier, "name", $"{path}.metric", ReferenceRules.PathSegment, errors);
            }
        }

        CheckTarget(source, JsonNodes.GetObject(metric, "target"), $"{path}.target", errors);
    }

    private static void CheckTarget(string source, JsonObject? target, string path, ICollection<FieldError> errors)
    {
        FieldRules.Text(target, "type", path, errors, "must specify a metric target type");
        var type = JsonNodes.GetString(target, "type") ?? "";
        if (type is not ("Utilization" or "Value" or "AverageValue"))
        {
            errors.Add(FieldErrors.Invalid($"{path}.type", type, "must be either Utilization, Value, or AverageValue"));
        }

        FieldRules.Positive(target, "value", path, errors);
        FieldRules.Positive(target, "averageValue", path, errors);
        FieldRules.AtLeast(target, "averageUtilization", path, 1, errors, "must be greater than 0");
        var (value, average, use) = (target?["value"], target?["averageValue"], target?["averageUtilization"]);
        switch (source)
        {
            case "object" when value is null && average is null:
                errors.Add(FieldErrors.Required($"{path}.averageValue", "must set either a target value or averageValue"));
                break;
            case "external" when value is null && average is null:
                errors.Add(FieldErrors.Required($"{path}.averageValue", "must set either a target value for metric or a per-pod target"));
                break;
            case "external" when value is not null && average is not null:
                errors.Add(FieldErrors.Forbidden($"{path}.value", "may not set both a target value for metric and a per-pod target"));
                break;
            case "pods" when average is null:
                errors.Add(FieldErrors.Required($"{path}.averageValue", "must specify a positive target averageValue"));
                break;
            case "resource" or "containerResource" when use is null && average is null:
                errors.Add(FieldErrors.Required($"{path}.averageUtilization", "must set either a target raw value or a target utilization"));
                break;
            case "resource" or "containerResource" when use is not null && average is not null:
                errors.Add(FieldErrors.Forbidden($"{path}.averageValue", "may not set both a target raw value and a target utilization"));
                break;
        }
    }


}
