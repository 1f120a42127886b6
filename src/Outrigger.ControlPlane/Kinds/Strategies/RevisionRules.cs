using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ControllerRevisions: data that never changes (kubernetes ValidateControllerRevisionCreate).</summary>
internal static class RevisionRules
{
    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        FieldRules.AtLeast(obj, "revision", "", 0, errors);
        if (obj["data"] is not JsonObject)
        {
            errors.Add(FieldErrors.Required("data", obj["data"] is null ? "data is mandatory" : "data must be a valid JSON object"));
        }
    }

    /// <summary>The number may change: a revision that is rolled back to becomes the newest.</summary>
    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        FieldRules.AtLeast(obj, "revision", "", 0, errors);
        FieldRules.Immutable(obj, old, "data", errors);
    }
}
