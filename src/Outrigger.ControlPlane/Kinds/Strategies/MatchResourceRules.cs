using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Which requests an admission policy or its binding is about.</summary>
internal static class MatchResourceRules
{
    /// <param name="match">What is matched; null matches nothing and is fine.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Takes the faults.</param>
    /// <param name="operations">The only operations that are allowed; null for all.</param>
    public static void Check(JsonObject? match, string path, ICollection<FieldError> errors, IReadOnlyList<string>? operations = null)
    {
        if (match is null)
        {
            return;
        }

        FieldRules.OneOf(match, "matchPolicy", path, ["Equivalent", "Exact"], errors);
        SelectorRules.Check(match["namespaceSelector"] as JsonObject, $"{path}.namespaceSelector", errors);
        SelectorRules.Check(match["objectSelector"] as JsonObject, $"{path}.objectSelector", errors);
        foreach (var field in (string[])["resourceRules", "excludeResourceRules"])
        {
            foreach (var (rule, own) in FieldRules.Items(match, field, path))
            {
                CheckNames(JsonNodes.StringList(rule["resourceNames"]), $"{own}.resourceNames", errors);
                AdmissionRules.CheckWithOperations(rule, own, errors);
            }
        }

        if (operations is not null)
        {
            var named = FieldRules.Items(match, "resourceRules", path).SelectMany(r => JsonNodes.StringList(r.Item["operations"]));
            foreach (var wrong in named.Where(o => !operations.Contains(o, StringComparer.Ordinal)))
            {
                errors.Add(FieldErrors.NotSupported($"{path}.resourceRules.operations", wrong, operations));
            }
        }
    }

    private static void CheckNames(IReadOnlyList<string> names, string path, ICollection<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            FieldRules.Refuse($"{path}[{i}]", names[i], NameRules.PathSegment(names[i], prefix: false), errors);

            if (!seen.Add(names[i]))
            {
                errors.Add(FieldErrors.Duplicate($"{path}[{i}]", names[i]));
            }
        }
    }
}
