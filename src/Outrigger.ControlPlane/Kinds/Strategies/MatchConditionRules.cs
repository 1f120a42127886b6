using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Match conditions of webhooks and policies: named expressions that are true or false.</summary>
internal static class MatchConditionRules
{
    private const int Max = 64;

    /// <summary>Checks conditions; their language, too, when an environment is given.</summary>
    public static void Check(JsonArray? conditions, string path, CelEnvironment? environment, ICollection<FieldError> errors)
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
            var expression = JsonNodes.GetString(condition, "expression")?.Trim() ?? "";
            if (expression.Length == 0)
            {
                errors.Add(FieldErrors.Required($"{own}.expression"));
            }
            else if (environment is not null && ExpressionFaults.Find(environment, expression, out _, CelType.Bool) is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"{own}.expression", expression, fault));
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

        FieldRules.Refuse(path, name, Formats.LabelKey(name), errors);

        if (!names.Add(name))
        {
            errors.Add(FieldErrors.Duplicate(path, name));
        }
    }
}
