using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Match conditions of webhooks and policies: named expressions, whose language is not looked at here.</summary>
internal static class MatchConditionRules
{
    private const int Max = 64;

    public static void Check(JsonArray? conditions, string path, ICollection<FieldError> errors)
    {
        if (conditions?.Count > Max)
        {
            errors.Add(FieldErrors.TooMany(path, conditions.Count, Max));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var condition in (conditions ?? []).OfType<JsonObject>())
        {
            var own = $"{path}[{index++}]";
            if (string.IsNullOrWhiteSpace(JsonNodes.GetString(condition, "expression")))
            {
                errors.Add(FieldErrors.Required($"{own}.expression"));
            }

            CheckName(JsonNodes.GetString(condition, "name") ?? "", $"{own}.name", names, errors);
        }
    }

    private static void CheckName(string name, string path, HashSet<string> names, ICollection<FieldError> errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required(path));
            return;
        }

        foreach (var fault in Formats.LabelKey(name))
        {
            errors.Add(FieldErrors.Invalid(path, name, fault));
        }

        if (!names.Add(name))
        {
            errors.Add(FieldErrors.Duplicate(path, name));
        }
    }
}
