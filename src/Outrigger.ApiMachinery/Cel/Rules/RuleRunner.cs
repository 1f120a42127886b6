using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>Evaluates the rules on values of one object, which share a budget.</summary>
internal sealed class RuleRunner(ICollection<FieldError> errors, Action<string> warn)
{
    // apiserver pkg/apis/cel: RuntimeCELCostBudget and MaxEvaluatedMessageExpressionSizeBytes
    private const long Budget = 10_000_000;
    private const int MaxMessage = 5 * 1024;
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    private readonly DecodedTexts decoded = new();
    private long left = Budget;

    // The items of a list have the list as their nearest: it is compared once, not for each of them.
    private (JsonNode? New, JsonNode? Old, bool AreEqual) compared;

    /// <summary>Whether the budget is spent: no further rules are evaluated.</summary>
    public bool IsOver { get; private set; }

    public void Run(IReadOnlyList<CompiledRule> rules, RuleSubject subject)
    {
        var self = SchemaValues.Of(subject.Value, subject.Schema, subject.IsWhole, decoded);
        var old = SchemaValues.Of(subject.Old, subject.Schema, subject.IsWhole, decoded);
        foreach (var rule in rules)
        {
            var isOptional = rule.Source.OptionalOldSelf == true;
            if (rule.Program is { } program && (subject.Old is not null || isOptional || !rule.UsesOldSelf))
            {
                var before = !isOptional ? old : subject.Old is null ? CelValue.None : CelValue.Some(old);
                Run(rule, program, subject, new CelVariables().Set(CompiledRule.Self, self).Set(CompiledRule.OldSelf, before));
            }
            else if (rule.Fault is { } fault)
            {
                Wrong(subject, $"rule compile error: {fault}");
            }

            if (IsOver)
            {
                return;
            }
        }
    }

    private void Run(CompiledRule rule, CelProgram program, RuleSubject subject, CelVariables variables)
    {
        var budget = new CelBudget();
        var value = program.Evaluate(variables, budget);
        left -= budget.Cost;
        if (left < 0)
        {
            IsOver = true;
            Wrong(subject, OutOfBudget);
        }
        else if (budget.IsSpent)
        {
            IsOver = true;
            Wrong(subject, $"'{value.AsError}': no further validation rules will be run due to call cost exceeds limit for rule: {Name(rule.Source)}");
        }
        else if (value.IsError)
        {
            Wrong(subject, value.AsError.StartsWith("no such overload", StringComparison.Ordinal)
                ? $"'{value.AsError}': call arguments did not match a supported operator, function or macro signature for rule: {Name(rule.Source)}"
                : $"{value.AsError} evaluating rule: {Name(rule.Source)}");
        }
        else if (!value.IsTrue)
        {
            Refuse(rule, subject, variables);
        }
    }

    private void Refuse(CompiledRule rule, RuleSubject subject, CelVariables variables)
    {
        var path = subject.PathOf(rule.Path);
        var detail = Message(rule, variables);
        if (IsOver)
        {
            errors.Add(new FieldError(FieldErrorType.Invalid, path, TypeName(subject), detail));
            return;
        }

        var value = subject.Value is JsonValue ? ObjectWriter.ToText(subject.Value) : null;
        var error = rule.Source.Reason switch
        {
            "FieldValueForbidden" => new FieldError(FieldErrorType.Forbidden, path, null, detail),
            "FieldValueRequired" => new FieldError(FieldErrorType.Required, path, null, detail),
            "FieldValueDuplicate" => new FieldError(FieldErrorType.Duplicate, path, value, ""),
            _ => new FieldError(FieldErrorType.Invalid, path, value, detail),
        };
        if (!rule.UsesOldSelf && IsUnchanged(subject))
        {
            warn(error.ToString());
        }
        else
        {
            errors.Add(error);
        }
    }

    private bool IsUnchanged(RuleSubject subject)
    {
        if (subject.Nearest is not { } nearest)
        {
            return false;
        }

        if (!ReferenceEquals(compared.New, nearest.New) || !ReferenceEquals(compared.Old, nearest.Old))
        {
            compared = (nearest.New, nearest.Old, JsonNodes.DeepEqual(nearest.New, nearest.Old));
        }

        return compared.AreEqual;
    }

    // An expression that makes no message leaves it to the rule's own.
    private string Message(CompiledRule rule, CelVariables variables)
    {
        var plain = rule.Source.Message.Length > 0 ? rule.Source.Message.Trim() : $"failed rule: {Name(rule.Source)}";
        if (rule.Message is not { } program)
        {
            return plain;
        }

        var budget = new CelBudget();
        var value = program.Evaluate(variables, budget);
        left -= budget.Cost;
        if (left < 0 || budget.IsSpent)
        {
            IsOver = true;
            return left < 0
                ? "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run"
                : $"no further validation rules will be run due to call cost exceeds limit for messageExpression: {GoText.Quote(rule.Source.MessageExpression)}";
        }

        var made = value.Kind == CelValueKind.String ? value.AsString.Trim() : "";
        return made.Length == 0 || made.AsSpan().ContainsAny('\n', '\r') || Encoding.UTF8.GetByteCount(made) > MaxMessage ? plain : made;
    }

    private void Wrong(RuleSubject subject, string detail) =>
        errors.Add(new FieldError(FieldErrorType.Invalid, subject.PathOf(""), TypeName(subject), detail));

    private static string TypeName(RuleSubject subject) => $"\"{OpenApiTypes.Of(subject.Schema) ?? ""}\"";

    private static string Name(SchemaRule rule) => (rule.Message.Length > 0 ? rule.Message : rule.Rule).Trim();
}
