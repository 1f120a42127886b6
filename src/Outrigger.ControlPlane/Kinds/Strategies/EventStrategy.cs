using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Events: gone after their time to live, in the namespace of the object they are about. Those of events.k8s.io are checked more strictly, and
/// only their series may change (kubernetes pkg/apis/core/validation/events.go).
/// </summary>
/// <param name="timeToLive">From the last write on; zero for ever.</param>
internal sealed class EventStrategy(TimeSpan timeToLive) : BuiltInStrategy(new GroupResource("", "events"))
{
    private const string Unset = "needs to be unset";

    private static readonly string[] Fixed =
    [
        "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "reason", "type", "eventTime",
        "action", "related", "reportingController", "reportingInstance",
    ];

    /// <inheritdoc/>
    public override TimeSpan? TimeToLive => timeToLive > TimeSpan.Zero ? timeToLive : null;

    /// <inheritdoc/>
    public override bool SupportsGarbageCollection => false;

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        CheckAlways(context, obj, errors);
        if (context.Resource.Group.Length == 0)
        {
            return;
        }

        CheckSeries(obj, errors);
        if (obj["eventTime"] is null)
        {
            errors.Add(FieldErrors.Required("eventTime"));
        }

        if (JsonNodes.GetString(obj, "type") is var type and not ("Normal" or "Warning"))
        {
            errors.Add(FieldErrors.Invalid("type", "", $"has invalid value: {type}"));
        }

        foreach (var field in (string[])["firstTimestamp", "lastTimestamp", "count", "source"])
        {
            if (obj[field] is { } value && value is not JsonObject { Count: 0 } && JsonNodes.AsLong(value) is not 0)
            {
                errors.Add(FieldErrors.Invalid(field, "", Unset));
            }
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        CheckAlways(context, obj, errors);
        if (context.Resource.Group.Length == 0)
        {
            return;
        }

        if (!JsonNodes.DeepEqual(obj["series"], old["series"]))
        {
            CheckSeries(obj, errors);
        }

        foreach (var field in Fixed)
        {
            // in storage its name is that of core/v1
            var stored = field is "reportingController" ? "reportingComponent" : field;
            if (!JsonNodes.DeepEqual(obj[stored], old[stored]))
            {
                errors.Add(FieldErrors.Invalid(field, obj[stored], FieldErrors.Immutable));
            }
        }
    }

    private static void CheckAlways(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var own = JsonNodes.GetString(obj, "metadata", "namespace") ?? "";
        var involved = JsonNodes.GetString(obj, "involvedObject", "namespace") ?? "";

        // Events about cluster-scoped objects live in default, those of the newer form in kube-system too.
        var newer = JsonNodes.GetString(obj, "eventTime") is not null;
        var fits = involved.Length == 0 ? own is "default" || (newer && own is "kube-system") : newer || own == involved;
        if (!fits)
        {
            errors.Add(FieldErrors.Invalid("involvedObject.namespace", involved, "does not match event.namespace"));
        }

        if (newer)
        {
            var controller = JsonNodes.GetString(obj, "reportingComponent") ?? "";
            CheckReporter(controller, context.Resource.Group.Length == 0 ? "reportingComponent" : "reportingController", errors);
            CheckText(obj, "reportingInstance", 128, errors);
            CheckText(obj, "action", 128, errors);
            CheckText(obj, "reason", 128, errors);
            CheckLength(obj, "message", 1024, errors);
        }
    }

    private static void CheckReporter(string name, string field, ICollection<FieldError> errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required(field));
        }

        FieldRules.Refuse(field, name, Formats.LabelKey(name), errors);
    }

    private static void CheckText(JsonObject obj, string field, int longest, ICollection<FieldError> errors)
    {
        FieldRules.Text(obj, field, "", errors);
        CheckLength(obj, field, longest, errors);
    }

    private static void CheckLength(JsonObject obj, string field, int longest, ICollection<FieldError> errors)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(JsonNodes.GetString(obj, field) ?? "") > longest)
        {
            errors.Add(FieldErrors.Invalid(field, "", $"can have at most {longest} characters"));
        }
    }

    private static void CheckSeries(JsonObject obj, ICollection<FieldError> errors)
    {
        if (obj["series"] is not JsonObject series)
        {
            return;
        }

        if ((JsonNodes.GetLong(series, "count") ?? 0) < 2)
        {
            errors.Add(FieldErrors.Invalid("series.count", "", "should be at least 2"));
        }

        if (series["lastObservedTime"] is null)
        {
            errors.Add(FieldErrors.Required("series.lastObservedTime"));
        }
    }
}
