using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Schemas;

/// <summary>Reads x-kubernetes-validations.</summary>
internal static class RuleReader
{
    public static IReadOnlyList<SchemaRule> Read(JsonObject props) =>
        JsonNodes.GetArray(props, "x-kubernetes-validations") is { Count: > 0 } rules ? [.. rules.OfType<JsonObject>().Select(Rule)] : [];

    /// <summary>One rule.</summary>
    public static SchemaRule Rule(JsonObject rule) => new(Text(rule, "rule"))
    {
        Message = Text(rule, "message"),
        MessageExpression = Text(rule, "messageExpression"),
        Reason = Text(rule, "reason"),
        FieldPath = Text(rule, "fieldPath"),
        OptionalOldSelf = JsonNodes.GetBool(rule, "optionalOldSelf"),
    };

    private static string Text(JsonObject rule, string field) => JsonNodes.GetString(rule, field) ?? "";
}
