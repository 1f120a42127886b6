using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>FlowSchemas and PriorityLevelConfigurations.</summary>
internal static class FlowRules
{
    private const long LastPrecedence = 10_000;
    private const long MostQueues = 10_000_000;
    private const int HashBits = 60;
    private const string NoNamespace = "each member of this list must be '*' or a DNS-1123 label; ";
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
    private static readonly string[] Subjects = ["Group", "ServiceAccount", "User"];

    public static void CheckSchema(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var precedence = JsonNodes.GetLong(spec, "matchingPrecedence") ?? 0;
        var fault = precedence <= 0 ? "must be a positive value"
            : precedence > LastPrecedence ? $"must not be greater than {LastPrecedence}"
            : precedence == 1 && MetadataView.Of(obj).Name is not "exempt" ? "only the schema named 'exempt' may have matchingPrecedence 1"
            : null;
        if (fault is not null)
        {
            errors.Add(FieldErrors.Invalid("spec.matchingPrecedence", precedence, fault));
        }

        FieldRules.OneOf(
            JsonNodes.GetObject(spec, "distinguisherMethod"), "type", "spec.distinguisherMethod", ["ByNamespace", "ByUser"], errors);
        var level = JsonNodes.GetObject(spec, "priorityLevelConfiguration");
        if (FieldRules.Text(level, "name", "spec.priorityLevelConfiguration", errors, "must reference a priority level"))
        {
            FieldRules.Form(level, "name", "spec.priorityLevelConfiguration", Formats.Dns1123Subdomain, errors);
        }

        foreach (var (rule, path) in FieldRules.Items(spec, "rules", "spec"))
        {
            CheckRule(rule, path, errors);
        }

        var name = MetadataView.Of(obj).Name;
        if (FlowFixtures.Schema(name) is { } required && !JsonNodes.DeepEqual(spec, required))
        {
            errors.Add(FieldErrors.Invalid("spec", spec, $"spec of '{name}' must equal the fixed value"));
        }
    }

    /// <summary>Conditions have types, each once.</summary>
    public static void CheckStatus(JsonObject obj, ICollection<FieldError> errors)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (condition, path) in FieldRules.Items(JsonNodes.GetObject(obj, "status"), "conditions", "status"))
        {
            var type = JsonNodes.GetString(condition, "type") ?? "";
            if (!types.Add(type))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.type", type));
            }

            FieldRules.Text(condition, "type", path, errors);
        }
    }

    public static void CheckLevel(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var type = JsonNodes.GetString(spec, "type") ?? "";
        var (isExempt, isLimited) = (type is "Exempt", type is "Limited");
        var name = MetadataView.Of(obj).Name;
        if (isExempt != name is "exempt")
        {
            errors.Add(FieldErrors.Invalid("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'"));
        }

        if (!isExempt && !isLimited)
        {
            errors.Add(FieldErrors.NotSupported("spec.type", type, "Exempt", "Limited"));
            return;
        }

        if (isLimited && spec!["limited"] is null)
        {
            errors.Add(FieldErrors.Required("spec.limited", "must not be empty when type is Limited"));
        }

        var other = isExempt ? "limited" : "exempt";
        if (spec![other] is not null)
        {
            errors.Add(FieldErrors.Forbidden($"spec.{other}", $"must be nil if the type is {(isExempt ? "not Limited" : "Limited")}"));
        }

        var own = isExempt ? "exempt" : "limited";
        var values = JsonNodes.GetObject(spec, own);
        FieldRules.AtLeast(values, "nominalConcurrencyShares", $"spec.{own}", 0, errors, "must be a non-negative integer");
        if (JsonNodes.GetLong(values, "lendablePercent") is { } lendable and (< 0 or > 100))
        {
            errors.Add(FieldErrors.Invalid($"spec.{own}.lendablePercent", lendable, "must be between 0 and 100, inclusive"));
        }

        if (isLimited && values is not null)
        {
            FieldRules.AtLeast(values, "borrowingLimitPercent", "spec.limited", 0, errors, "if specified, must be a non-negative integer");
            CheckResponse(JsonNodes.GetObject(values, "limitResponse"), "spec.limited.limitResponse", errors);
        }

        CheckFixedLevel(name, spec, errors);
    }

    private static void CheckFixedLevel(string name, JsonObject spec, ICollection<FieldError> errors)
    {
        if (FlowFixtures.Level(name) is not { } required)
        {
            return;
        }

        // How many seats the exempt level counts for is the operator's.
        if (name is "exempt")
        {
            required.Remove("exempt");
            var rest = (JsonObject)spec.DeepClone();
            rest.Remove("exempt");
            if (!JsonNodes.DeepEqual(rest, required))
            {
                errors.Add(FieldErrors.Invalid("spec", spec, $"spec of '{name}' except the 'spec.exempt' field must equal the fixed value"));
            }
        }
        else if (!JsonNodes.DeepEqual(spec, required))
        {
            errors.Add(FieldErrors.Invalid("spec", spec, $"spec of '{name}' must equal the fixed value"));
        }
    }

    private static void CheckResponse(JsonObject? response, string path, ICollection<FieldError> errors)
    {
        var queuing = JsonNodes.GetObject(response, "queuing");
        switch (JsonNodes.GetString(response, "type") ?? "")
        {
            case "Reject" when queuing is not null:
                errors.Add(FieldErrors.Forbidden($"{path}.queuing", "must be nil if limited.limitResponse.type is not Limited"));
                break;
            case "Queue" when queuing is null:
                errors.Add(FieldErrors.Required($"{path}.queuing", "must not be empty if limited.limitResponse.type is Limited"));
                break;
            case "Queue":
                CheckQueuing(queuing!, $"{path}.queuing", errors);
                break;
            case "Reject":
                break;
            case var type:
                errors.Add(FieldErrors.NotSupported($"{path}.type", type, "Queue", "Reject"));
                break;
        }
    }

    private static void CheckQueuing(JsonObject queuing, string path, ICollection<FieldError> errors)
    {
        long Number(string field) => JsonNodes.GetLong(queuing, field) ?? 0;
        var (queues, hand) = (Number("queues"), Number("handSize"));
        if (Number("queueLengthLimit") <= 0)
        {
            errors.Add(FieldErrors.Invalid($"{path}.queueLengthLimit", Number("queueLengthLimit"), "must be positive"));
        }

        if (queues is <= 0 or > MostQueues)
        {
            errors.Add(FieldErrors.Invalid($"{path}.queues", queues, queues <= 0 ? "must be positive" : $"must not be greater than {MostQueues}"));
        }

        var fault = hand <= 0 ? "must be positive"
            : hand > queues ? $"should not be greater than queues ({queues})"
            : Math.Ceiling(Math.Log2(queues) * hand) > HashBits
                ? $"required entropy bits of deckSize {queues} and handSize {hand} should not be greater than {HashBits}"
            : null;
        if (fault is not null)
        {
            errors.Add(FieldErrors.Invalid($"{path}.handSize", hand, fault));
        }
    }

    private static void CheckRule(JsonObject rule, string path, ICollection<FieldError> errors)
    {
        var subjects = FieldRules.Items(rule, "subjects", path).ToList();
        if (subjects.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.subjects", "subjects must contain at least one value"));
        }

        foreach (var (subject, at) in subjects)
        {
            CheckSubject(subject, at, errors);
        }

        if (JsonNodes.GetArray(rule, "resourceRules") is not { Count: > 0 } && JsonNodes.GetArray(rule, "nonResourceRules") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
        }

        foreach (var (item, at) in FieldRules.Items(rule, "resourceRules", path))
        {
            CheckVerbs(item, at, errors);
            CheckList(item, "apiGroups", at, "resource rules must supply at least one api group", "api groups", errors);
            CheckList(item, "resources", at, "resource rules must supply at least one resource", "resources", errors);
            if (JsonNodes.GetBool(item, "clusterScope") is not true || JsonNodes.GetArray(item, "namespaces") is { Count: > 0 })
            {
                CheckList(
                    item, "namespaces", at, "resource rules that are not cluster scoped must supply at least one namespace", "namespaces", errors);
            }

            CheckEach(item, "namespaces", at, NamespaceFault, errors);
        }

        foreach (var (item, at) in FieldRules.Items(rule, "nonResourceRules", path))
        {
            CheckVerbs(item, at, errors);
            CheckList(item, "nonResourceURLs", at, "nonResourceURLs must contain at least one value", "non-resource URLs", errors);
            CheckEach(item, "nonResourceURLs", at, PathFault, errors);
        }
    }

    private static void CheckVerbs(JsonObject item, string path, ICollection<FieldError> errors)
    {
        CheckList(item, "verbs", path, "verbs must contain at least one value", "verbs", errors);
        var verbs = JsonNodes.StringList(item["verbs"]);
        if (!verbs.Contains("*", StringComparer.Ordinal) && verbs.Except(Verbs, StringComparer.Ordinal).Any())
        {
            errors.Add(new FieldError(
                FieldErrorType.NotSupported,
                $"{path}.verbs",
                ObjectWriter.ToText(item["verbs"]),
                $"supported values: {string.Join(", ", Verbs.Select(v => $"\"{v}\""))}"));
        }
    }

    private static void CheckEach(
        JsonObject item, string field, string path, Func<string, string?> faultOf, ICollection<FieldError> errors)
    {
        var values = JsonNodes.StringList(item[field]);
        if (values.Contains("*", StringComparer.Ordinal))
        {
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (faultOf(values[i]) is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}[{i}]", values[i], fault));
            }
        }
    }

    private static string? PathFault(string path) =>
        path.Length == 0 ? "must not be empty"
        : path is "/" ? null
        : path[0] != '/' ? "must start with slash"
        : path.Contains(' ', StringComparison.Ordinal) ? "must not contain white-space"
        : path.Contains("//", StringComparison.Ordinal) ? "must not contain double slash"
        : path.Count(c => c == '*') is var stars && (stars > 1 || (stars == 1 && !path.EndsWith("/*", StringComparison.Ordinal)))
            ? "wildcard can only do suffix matching"
        : null;

    private static string? NamespaceFault(string name) => Formats.Dns1123Label(name) is [var fault, ..] ? NoNamespace + fault : null;

    private static void CheckList(
        JsonObject item, string field, string path, string missing, string noun, ICollection<FieldError> errors)
    {
        var values = JsonNodes.StringList(item[field]);
        if (values.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}", missing));
        }
        else if (values.Count > 1 && values.Contains("*", StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}", item[field], $"if '*' is present, must not specify other {noun}"));
        }
    }

    private static void CheckSubject(JsonObject subject, string path, ICollection<FieldError> errors)
    {
        var kind = JsonNodes.GetString(subject, "kind") ?? "";
        if (!Subjects.Contains(kind, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.kind", kind, Subjects));
            return;
        }

        foreach (var one in Subjects)
        {
            var field = char.ToLowerInvariant(one[0]) + one[1..];
            if (one != kind && subject[field] is not null)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{field}", $"{field} is forbidden when subject kind is not '{one}'"));
            }
            else if (one == kind && subject[field] is null)
            {
                errors.Add(FieldErrors.Required($"{path}.{field}", $"{field} is required when subject kind is '{one}'"));
            }
            else if (one == kind)
            {
                FieldRules.Text(subject[field] as JsonObject, "name", $"{path}.{field}", errors);
            }
        }

        if (kind is "ServiceAccount" && subject["serviceAccount"] is JsonObject account)
        {
            if (JsonNodes.GetString(account, "name") is not "*")
            {
                FieldRules.Form(account, "name", $"{path}.serviceAccount", Formats.Dns1123Subdomain, errors);
            }

            FieldRules.Form(account, "namespace", $"{path}.serviceAccount", Formats.Dns1123Label, errors);
            FieldRules.Text(account, "namespace", $"{path}.serviceAccount", errors, "must specify namespace for service account");
        }
    }
}
