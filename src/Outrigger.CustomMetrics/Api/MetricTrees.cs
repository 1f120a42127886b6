using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.CustomMetrics.Api;

/// <summary>Parts of the answers that both groups have, in the order and with the nulls of Go's types.</summary>
internal static class MetricTrees
{
    /// <summary>A list of values.</summary>
    public static JsonObject List(GroupVersion version, string kind, IEnumerable<JsonObject> items) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = version.ToString(),
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. items]),
    };

    /// <summary>Adds when a value was measured and over how long.</summary>
    public static void AddTimes(JsonObject item, DateTimeOffset time, TimeSpan? window, string windowName)
    {
        item["timestamp"] = KubernetesTime.Format(time);
        if (window is { } length)
        {
            item[windowName] = (long)length.TotalSeconds;
        }
    }

    /// <summary>The object form of a selector; null for everything. StatusException 400 for what has none.</summary>
    public static JsonObject? Selector(LabelSelector selector)
    {
        if (selector.IsEverything)
        {
            return null;
        }

        var labels = new JsonObject();
        var expressions = new JsonArray();
        foreach (var requirement in selector.Requirements)
        {
            if (requirement.Operator is LabelOperator.Equal or LabelOperator.DoubleEqual)
            {
                labels[requirement.Key] = requirement.Values[0];
                continue;
            }

            expressions.Add((JsonNode)Expression(requirement));
        }

        var tree = new JsonObject();
        if (labels.Count > 0)
        {
            tree["matchLabels"] = labels;
        }

        if (expressions.Count > 0)
        {
            tree["matchExpressions"] = expressions;
        }

        return tree;
    }

    private static JsonObject Expression(LabelRequirement requirement)
    {
        var tree = new JsonObject
        {
            ["key"] = requirement.Key,
            ["operator"] = requirement.Operator switch
            {
                LabelOperator.In => "In",
                LabelOperator.NotIn or LabelOperator.NotEqual => "NotIn",
                LabelOperator.Exists => "Exists",
                LabelOperator.DoesNotExist => "DoesNotExist",
                LabelOperator.GreaterThan => throw Unsupported("gt"),
                _ => throw Unsupported("lt"),
            },
        };
        if (requirement.Values.Count > 0)
        {
            tree["values"] = new JsonArray([.. requirement.Values.Order(StringComparer.Ordinal).Select(v => JsonValue.Create(v))]);
        }

        return tree;
    }

    private static StatusException Unsupported(string op) => ApiErrors.BadRequest($"\"{op}\" isn't supported in label selectors");
}
