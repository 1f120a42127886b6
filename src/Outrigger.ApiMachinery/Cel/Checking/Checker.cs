using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Checking;

/// <summary>Finds out the types in an expression and what its names mean. Messages are those of cel-go.</summary>
internal sealed class Checker
{
    private readonly Declarations declarations;
    private readonly CelIssues issues;
    private readonly TypeMapping types = new();
    private readonly AggregateChecker aggregates;
    private readonly CallChecker calls;

    private Checker(Declarations declarations, CelIssues issues)
    {
        this.declarations = declarations;
        this.issues = issues;
        aggregates = new AggregateChecker(this, types, declarations, issues);
        calls = new CallChecker(this, types, declarations.Functions, issues);
    }

    /// <summary>The names that macros gave around what is checked now.</summary>
    internal Scope? Scope { get; set; }

    /// <summary>Checks an expression and notes types on its nodes. The type of its value, which counts when there are no issues.</summary>
    public static CelType Check(Expr expr, Declarations declarations, CelIssues issues)
    {
        var checker = new Checker(declarations, issues);
        checker.Visit(expr);
        checker.Settle(expr);
        return expr.Type;
    }

    /// <summary>Checks a part of the expression; its type, with what is known of it so far.</summary>
    internal CelType Visit(Expr expr) => expr.Type = expr switch
    {
        LiteralExpr literal => RuntimeTypes.Of(literal.Value),
        IdentExpr ident => Ident(ident),
        SelectExpr select => Select(select),
        CallExpr call => calls.Check(call),
        LogicExpr logic => Logic(logic),
        ListExpr list => aggregates.List(list),
        MapExpr map => aggregates.Map(map),
        StructExpr made => aggregates.Struct(made),
        FoldExpr fold => aggregates.Fold(fold),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    internal void Expect(Expr expr, CelType expected)
    {
        if (!types.IsAssignable(expected, expr.Type))
        {
            Mismatch(expr, expected, expr.Type);
        }
    }

    internal void Mismatch(Expr expr, CelType expected, CelType actual) =>
        issues.Add(expr.Offset, $"expected type '{types.Substitute(expected, false)}' but found '{types.Substitute(actual, false)}'");

    internal CelType Undeclared(Expr expr, string name)
    {
        issues.Add(expr.Offset, $"undeclared reference to '{name}' (in container '')");
        return CelType.Error;
    }

    private CelType Ident(IdentExpr ident)
    {
        if (Find(ident.Name, out var named) is { } type)
        {
            ident.Named = named;
            return type;
        }

        return Undeclared(ident, ident.Name);
    }

    // What a name means: a macro's variable, a variable, or a type, which is a value as well.
    private CelType? Find(string name, out CelType? named)
    {
        named = null;
        if (Scope.Find(Scope, name) is { } local)
        {
            return local;
        }

        var plain = name.StartsWith('.') ? name[1..] : name;
        if (declarations.Variables.TryGetValue(plain, out var type))
        {
            return type;
        }

        named = declarations.FindType(plain);
        return named is null ? null : CelType.TypeOf(named);
    }

    private CelType Select(SelectExpr select)
    {
        if (SelectExpr.QualifiedName(select) is { } name && Find(name, out var named) is { } type)
        {
            select.Named = named;
            select.Variable = name.TrimStart('.');
            return type;
        }

        var field = Field(select);
        return select.IsTest ? CelType.Bool : types.Substitute(field, false);
    }

    private CelType Field(SelectExpr select)
    {
        Visit(select.Operand);
        var operand = types.Substitute(select.Operand.Type, false);
        var target = operand.IsOptional ? operand.Parameters[0] : operand;
        var result = CelType.Dyn;
        if (target.Kind == CelKind.Map)
        {
            result = target.Parameters[1];
        }
        else if (target.Kind == CelKind.Struct)
        {
            result = FieldOf(target, select.Field, select.Offset);
        }
        else if (target.Kind == CelKind.Parameter)
        {
            types.IsAssignable(CelType.Dyn, target);
        }
        else if (!target.IsDynOrError)
        {
            issues.Add(select.Offset, $"type '{target}' does not support field selection");
        }

        return operand.IsOptional || select.IsOptional ? CelType.Optional(result) : result;
    }

    internal CelType FieldOf(CelType type, string field, int offset)
    {
        if (type.FindField(field) is { } found)
        {
            return found;
        }

        issues.Add(offset, $"undefined field '{field}'");
        return CelType.Error;
    }

    private CelType Logic(LogicExpr logic)
    {
        foreach (var term in logic.Terms)
        {
            Visit(term);
        }

        var wrong = logic.Terms.Where(t => !types.IsAssignable(t.Type, CelType.Bool)).ToList();
        foreach (var term in wrong)
        {
            Mismatch(term, CelType.Bool, term.Type);
        }

        return wrong.Count == 0 ? CelType.Bool : CelType.Error;
    }

    private void Settle(Expr expr)
    {
        expr.Type = types.Substitute(expr.Type, toDyn: true);
        foreach (var child in expr.Children)
        {
            Settle(child);
        }
    }
}
