namespace Outrigger.ApiMachinery.Schemas;

/// <summary>A rule in Kubernetes' expression language that a value must satisfy (x-kubernetes-validations).</summary>
/// <param name="Rule">The expression, over <c>self</c> and <c>oldSelf</c>; must be true.</param>
public sealed record SchemaRule(string Rule)
{
    /// <summary>What is told when it does not hold; empty for the rule itself.</summary>
    public string Message { get; init; } = "";

    /// <summary>An expression that makes the message; empty for none.</summary>
    public string MessageExpression { get; init; } = "";

    /// <summary>FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate; empty for the first.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The field within the value that is told of, as <c>.spec.replicas</c>; empty for the value itself.</summary>
    public string FieldPath { get; init; } = "";

    /// <summary>Whether <c>oldSelf</c> is an optional, so that the rule holds for new values, too; null when it was not said.</summary>
    public bool? OptionalOldSelf { get; init; }
}
