using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>A rule of a schema, compiled, or what is wrong with it, in the words of Kubernetes.</summary>
public sealed class CompiledRule
{
    internal const string Self = "self";
    internal const string OldSelf = "oldSelf";

    private CompiledRule(SchemaRule source) => Source = source;

    public SchemaRule Source { get; }

    /// <summary>What is wrong with the rule; null for nothing.</summary>
    public string? Fault { get; private init; }

    /// <summary>What is wrong with the expression of the message; null for nothing.</summary>
    public string? MessageFault { get; private init; }

    /// <summary>Whether the rule compares with the value before: it is then evaluated for changes only.</summary>
    public bool UsesOldSelf => Program?.Uses(OldSelf) == true;

    internal CelProgram? Program { get; private init; }

    internal CelProgram? Message { get; private init; }

    /// <summary>The field that is told of, within the value; empty for the value itself.</summary>
    internal string Path { get; private init; } = "";

    /// <summary>Compiles a rule on values of a schema, which may be whole objects.</summary>
    public static CompiledRule Compile(Schema schema, bool isWhole, SchemaRule rule)
    {
        if (SchemaTypes.Of(schema, isWhole, "selfType") is not { } type)
        {
            return new CompiledRule(rule) { Fault = "no schema says what the value is, so that no rule can see it" };
        }

        var environment = CelEnvironment.Kubernetes.With(
            new KeyValuePair<string, CelType>(Self, type),
            new KeyValuePair<string, CelType>(OldSelf, rule.OptionalOldSelf == true ? CelType.Optional(type) : type));
        var compiled = environment.Compile(rule.Rule);
        var fault = compiled.Program is null ? $"compilation failed: {compiled.Issues}"
            : !compiled.Type.Equals(CelType.Bool) ? "cel expression must evaluate to a bool" : null;
        var message = fault is null && rule.MessageExpression.Length > 0 ? environment.Compile(rule.MessageExpression) : null;
        return new CompiledRule(rule)
        {
            Fault = fault,
            Program = fault is null ? compiled.Program : null,
            Message = message?.Program,
            MessageFault = message is null ? null
                : message.Program is null ? $"messageExpression compilation failed: {message.Issues}"
                : !message.Type.Equals(CelType.String) ? "messageExpression must evaluate to a string" : null,
            Path = RulePaths.Normalize(rule.FieldPath, schema, out _) ?? "",
        };
    }
}
