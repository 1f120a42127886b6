using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The conditions in a status, where they are of the common form (metav1 ValidateConditions).</summary>
internal static class ConditionRules
{
    private const int MaxReason = 1024;
    private const int MaxMessage = 32 * 1024;
    private const string ReasonFault =
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and " +
        "must end with an alphanumeric character or '_' (e.g. 'my_name', or 'MY_NAME', or 'MyName', or 'ReasonA,ReasonB', or " +
        "'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    public static void Check(JsonObject? status, string path, ICollection<FieldError> errors)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (condition, own) in FieldRules.Items(status, "conditions", path))
        {
            var type = JsonNodes.GetString(condition, "type") ?? "";
            if (!types.Add(type))
            {
                errors.Add(FieldErrors.Duplicate($"{own}.type", type));
            }

            FieldRules.Refuse($"{own}.type", type, Formats.LabelKey(type), errors);

            CheckOne(condition, own, errors);
        }
    }

    private static void CheckOne(JsonObject condition, string path, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetString(condition, "status") ?? "";
        if (!Statuses.Contains(status, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.status", status, Statuses));
        }

        FieldRules.AtLeast(condition, "observedGeneration", path, 0, errors, "must be greater than or equal to zero");
        FieldRules.Text(condition, "lastTransitionTime", path, errors);
        if (FieldRules.Text(condition, "reason", path, errors))
        {
            var reason = JsonNodes.GetString(condition, "reason")!;
            if (!IsReason(reason))
            {
                errors.Add(FieldErrors.Invalid($"{path}.reason", reason, ReasonFault));
            }

            if (reason.Length > MaxReason)
            {
                errors.Add(FieldErrors.TooLong($"{path}.reason", MaxReason));
            }
        }

        if (JsonNodes.GetString(condition, "message")?.Length > MaxMessage)
        {
            errors.Add(FieldErrors.TooLong($"{path}.message", MaxMessage));
        }
    }

    private static bool IsReason(string text) =>
        char.IsAsciiLetter(text[0]) && text[^1] is not (',' or ':') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ',' or ':');
}
