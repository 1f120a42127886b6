using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Which taints a pod bears with (kubernetes ValidateTolerations).</summary>
internal static class TolerationRules
{
    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        foreach (var (toleration, at) in FieldRules.Items(spec, "tolerations", path))
        {
            var hasKey = JsonNodes.GetString(toleration, "key") is { Length: > 0 };
            var op = JsonNodes.GetString(toleration, "operator") ?? "";
            var effect = JsonNodes.GetString(toleration, "effect") ?? "";
            FieldRules.Form(toleration, "key", at, Formats.LabelKey, errors);
            if (!hasKey && op is not "Exists")
            {
                errors.Add(FieldErrors.Invalid(
                    $"{at}.operator", op, "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
            }

            if (JsonNodes.GetLong(toleration, "tolerationSeconds") is not null && effect is not "NoExecute")
            {
                errors.Add(FieldErrors.Invalid($"{at}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
            }

            CheckOperator(op, JsonNodes.GetString(toleration, "value") ?? "", $"{at}.operator", errors);
            FieldRules.OneOf(toleration, "effect", at, ["NoSchedule", "PreferNoSchedule", "NoExecute"], errors);
        }
    }

    // Lt and Gt are named where they are refused: they are behind a gate that is closed.
    private static void CheckOperator(string op, string value, string path, ICollection<FieldError> errors)
    {
        switch (op)
        {
            case "Equal" or "":
                if (Formats.LabelValue(value) is { Count: > 0 } faults)
                {
                    errors.Add(FieldErrors.Invalid(path, value, string.Join(';', faults)));
                }

                break;
            case "Exists":
                if (value.Length > 0)
                {
                    errors.Add(FieldErrors.Invalid(path, value, "value must be empty when `operator` is 'Exists'"));
                }

                break;
            case "Lt" or "Gt":
                errors.Add(FieldErrors.NotSupported(path, op, "Equal", "Exists", "Lt", "Gt"));
                break;
            default:
                errors.Add(FieldErrors.NotSupported(path, op, "Equal", "Exists"));
                break;
        }
    }
}
