using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ResourceQuotas: what they count, and in which pods (kubernetes ValidateResourceQuotaSpec).</summary>
internal static class QuotaRules
{
    private const string ExistsOnly =
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
        + "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

    private const string Expressions = "spec.scopeSelector.matchExpressions";
    private const string Scopes = "spec.scopes";

    // Each tells the whole list: this many are enough of an answer.
    private const int MostTold = 16;

    private static readonly (string, string)[] Conflicts = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        CheckAmounts(spec, "hard", "spec.hard", errors);
        CheckScopes(spec, errors);
        CheckSelector(spec, errors);
    }

    /// <summary>The scopes stay, in any order.</summary>
    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Check(obj, errors);
        var now = JsonNodes.Get(obj, "spec", "scopes");
        if (!JsonNodes.StringList(now).ToHashSet(StringComparer.Ordinal).SetEquals(JsonNodes.StringList(JsonNodes.Get(old, "spec", "scopes"))))
        {
            errors.Add(FieldErrors.Invalid(Scopes, now, FieldErrors.Immutable));
        }
    }

    public static void CheckStatus(JsonObject obj, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status");
        CheckAmounts(status, "hard", "status.hard", errors);
        CheckAmounts(status, "used", "status.used", errors);
    }

    private static void CheckAmounts(JsonObject? holder, string field, string path, ICollection<FieldError> errors)
    {
        foreach (var (name, text) in JsonNodes.StringMap(holder?[field]))
        {
            ResourceNames.CheckQuota(name, $"{path}[{name}]", errors);
            ResourceNames.CheckAmount(name, text, $"{path}[{name}]", errors);
        }
    }

    private static void CheckScopes(JsonObject? spec, ICollection<FieldError> errors)
    {
        var scopes = JsonNodes.StringList(spec?["scopes"]);
        var faults = new List<string>();
        foreach (var scope in scopes.Distinct(StringComparer.Ordinal))
        {
            if (!IsKnown(scope))
            {
                faults.Add("unsupported scope");
            }

            faults.AddRange(Enumerable.Repeat("unsupported scope applied to resource", Unsuitable(scope, spec)));
        }

        faults.AddRange(ConflictsIn(scopes));
        foreach (var fault in faults.Take(MostTold))
        {
            errors.Add(FieldErrors.Invalid(Scopes, spec?["scopes"], fault));
        }
    }

    private static void CheckSelector(JsonObject? spec, ICollection<FieldError> errors)
    {
        var scopes = new List<string>();
        foreach (var (expression, _) in FieldRules.Items(JsonNodes.GetObject(spec, "scopeSelector"), "matchExpressions", ""))
        {
            var scope = JsonNodes.GetString(expression, "scopeName") ?? "";
            if (!IsKnown(scope))
            {
                errors.Add(FieldErrors.Invalid($"{Expressions}.scopeName", scope, "unsupported scope"));
            }

            if (scopes.Count < MostTold)
            {
                for (var i = Math.Min(MostTold, Unsuitable(scope, spec)); i > 0; i--)
                {
                    errors.Add(FieldErrors.Invalid(Expressions, spec!["scopeSelector"], "unsupported scope applied to resource"));
                }
            }

            CheckOperator(expression, scope, errors);
            scopes.Add(scope);
        }

        foreach (var fault in ConflictsIn(scopes))
        {
            errors.Add(FieldErrors.Invalid(Expressions, spec?["scopes"], fault));
        }
    }

    private static void CheckOperator(JsonObject expression, string scope, ICollection<FieldError> errors)
    {
        var op = JsonNodes.GetString(expression, "operator") ?? "";
        var hasValues = JsonNodes.GetArray(expression, "values") is { Count: > 0 };
        if (IsKnown(scope) && scope is not ("PriorityClass" or "VolumeAttributesClass") && op is not "Exists")
        {
            errors.Add(FieldErrors.Invalid($"{Expressions}.operator", op, ExistsOnly));
        }

        switch (op)
        {
            case "In" or "NotIn" when !hasValues:
                errors.Add(FieldErrors.Required(
                    $"{Expressions}.values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
                break;
            case "Exists" or "DoesNotExist" when hasValues:
                errors.Add(FieldErrors.Invalid(
                    $"{Expressions}.values", expression["values"], "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Add(FieldErrors.Invalid($"{Expressions}.operator", op, "not a valid selector operator"));
                break;
        }
    }

    private static IEnumerable<string> ConflictsIn(IReadOnlyList<string> scopes)
    {
        var all = scopes.ToHashSet(StringComparer.Ordinal);
        return Conflicts.Where(c => all.Contains(c.Item1) && all.Contains(c.Item2)).Select(_ => "conflicting scopes");
    }

    private static bool IsKnown(string scope) => scope is "Terminating" or "NotTerminating" or "BestEffort" or "NotBestEffort"
        or "PriorityClass" or "CrossNamespacePodAffinity" or "VolumeAttributesClass";

    // How much of what is counted has nothing to do with a scope.
    private static int Unsuitable(string scope, JsonObject? spec) => !IsKnown(scope) ? 0
        : JsonNodes.StringMap(spec?["hard"]).Count(h => ResourceNames.IsQuota(h.Key) && !IsSuitable(scope, h.Key));

    private static bool IsSuitable(string scope, string name) => scope switch
    {
        "BestEffort" => name is "pods",
        "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage",
        _ => name is "pods" or "cpu" or "memory" or "limits.cpu" or "limits.memory" or "requests.cpu" or "requests.memory",
    };
}
