using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>Checks the parts of a label requirement.</summary>
internal static class LabelChecks
{
    public static void Key(string key, string path, Func<string, StatusException> refuse)
    {
        if (Formats.LabelKey(key) is { Count: > 0 } faults)
        {
            throw refuse(FieldErrors.Invalid(path, key, string.Join("; ", faults)).ToString());
        }
    }

    public static void Values(LabelRequirement requirement, Func<string, StatusException> refuse)
    {
        var errors = new List<string>();
        for (var i = 0; i < requirement.Values.Count; i++)
        {
            var value = requirement.Values[i];
            if (requirement.Operator is LabelOperator.GreaterThan or LabelOperator.LessThan && LabelRequirement.Whole(value) is null)
            {
                errors.Add(FieldErrors.Invalid($"values[{i}]", value, "for 'Gt', 'Lt' operators, the value must be an integer").ToString());
            }

            if (Formats.LabelValue(value) is { Count: > 0 } faults)
            {
                errors.Add(FieldErrors.Invalid($"values[{i}][{requirement.Key}]", value, string.Join("; ", faults)).ToString());
            }
        }

        if (errors.Count > 0)
        {
            throw refuse(errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        }
    }
}
