using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>Reads the object form of a label selector (metav1.LabelSelector).</summary>
internal static class LabelSelectorObject
{
    public static IEnumerable<LabelRequirement> Read(JsonObject selector)
    {
        foreach (var (key, value) in JsonNodes.StringMap(JsonNodes.Get(selector, "matchLabels")))
        {
            yield return Checked(new LabelRequirement(key, LabelOperator.Equal, [value]));
        }

        foreach (var expression in JsonNodes.GetArray(selector, "matchExpressions") ?? [])
        {
            yield return Checked(Expression(expression as JsonObject));
        }
    }

    private static LabelRequirement Expression(JsonObject? expression)
    {
        var word = JsonNodes.GetString(expression, "operator") ?? "";
        var op = word switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => throw ApiErrors.BadRequest($"{GoText.Quote(word)} is not a valid label selector operator"),
        };
        return new LabelRequirement(
            JsonNodes.GetString(expression, "key") ?? "",
            op,
            JsonNodes.StringList(JsonNodes.Get(expression, "values")));
    }

    private static LabelRequirement Checked(LabelRequirement requirement)
    {
        LabelChecks.Key(requirement.Key, "key", ApiErrors.BadRequest);
        var isSet = requirement.Operator is LabelOperator.In or LabelOperator.NotIn;
        if (isSet && requirement.Values.Count == 0)
        {
            throw ApiErrors.BadRequest("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
        }

        if (requirement.Operator is LabelOperator.Exists or LabelOperator.DoesNotExist && requirement.Values.Count > 0)
        {
            throw ApiErrors.BadRequest("values: Invalid value: values set must be empty for exists and does not exist");
        }

        LabelChecks.Values(requirement, ApiErrors.BadRequest);
        return requirement;
    }
}
