using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>Makes steps that can be run out of a checked expression.</summary>
internal sealed class Planner
{
    private readonly List<(string Name, int Slot)> scope = [];

    private Planner()
    {
    }

    /// <summary>The variables of the expression that are used.</summary>
    private HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>How many variables macros have.</summary>
    private int Slots { get; set; }

    public static (Node Node, int Slots, IReadOnlySet<string> Used) Plan(Expr expr)
    {
        var planner = new Planner();
        return (planner.Make(expr), planner.Slots, planner.Used);
    }

    private Node Make(Expr expr) => expr switch
    {
        LiteralExpr literal => new ConstantNode(literal.Value),
        IdentExpr { Named: { } type } => new ConstantNode(CelValue.FromType(type)),
        IdentExpr ident => Name(ident.Name),
        SelectExpr { Named: { } type } => new ConstantNode(CelValue.FromType(type)),
        SelectExpr { Variable: { } name } => Variable(name),
        SelectExpr { IsTest: true } test => new TestNode(Make(test.Operand), test.Field),
        SelectExpr select => new SelectNode(Make(select.Operand), select.Field, select.IsOptional),
        LogicExpr logic => new LogicNode(logic.IsAnd, All(logic.Terms)),
        ListExpr list => new ListNode(All(list.Items.Select(i => i.Value)), [.. list.Items.Select(i => i.IsOptional)]),
        MapExpr map => new MapNode([.. map.Entries.Select(e => (Make(e.Key), Make(e.Value), e.IsOptional))]),
        StructExpr made => Struct(made),
        FoldExpr fold => Fold(fold),
        CallExpr call => Call(call),
        _ => throw new InvalidOperationException($"{expr.GetType().Name} cannot be run"),
    };

    private StructNode Struct(StructExpr made) => new(made.Made!, [.. made.Fields.Select(f => (f.Name, Make(f.Value), f.IsOptional))]);

    private Node[] All(IEnumerable<Expr> exprs) => [.. exprs.Select(Make)];

    private Node Name(string name)
    {
        for (var i = scope.Count - 1; i >= 0; i--)
        {
            if (scope[i].Name == name)
            {
                return new LocalNode(scope[i].Slot);
            }
        }

        return Variable(name.TrimStart('.'));
    }

    private VariableNode Variable(string name)
    {
        Used.Add(name);
        return new VariableNode(name);
    }

    private Node Call(CallExpr call)
    {
        var args = All(call.Inputs);
        return (call.Function, args.Length) switch
        {
            (Operators.Conditional, 3) => new ConditionalNode(args[0], args[1], args[2]),
            (Operators.NotStrictlyFalse, 1) => new NotFalseNode(args[0]),
            (Operators.Index, 2) => new IndexNode(args[0], args[1], isOptional: false),
            (Operators.OptionalIndex, 2) => new IndexNode(args[0], args[1], isOptional: true),
            ("or", 2) when IsOptional(call) => new OrNode(args[0], args[1], unwraps: false),
            ("orValue", 2) when IsOptional(call) => new OrNode(args[0], args[1], unwraps: true),
            _ => new CallNode(call.IsNamespaced ? call.Overloads[0].Id : call.Function, call.Overloads, args),
        };
    }

    private static bool IsOptional(CallExpr call) => call.Overloads.Any(o => o.Implementation is null);

    private Node Fold(FoldExpr fold)
    {
        var range = Make(fold.Range);
        var start = Make(fold.Start);
        var depth = scope.Count;
        var accumulator = Declare(fold.AccumulatorName);
        if (fold.IsBinding)
        {
            var within = Make(fold.Result);
            scope.RemoveRange(depth, scope.Count - depth);
            return new BindNode(accumulator, start, within);
        }

        var first = Declare(fold.Variable);
        var second = fold.Variable2 is { } name ? Declare(name) : -1;
        var condition = Make(fold.Condition);
        var step = Make(fold.Step);
        scope.RemoveRange(depth + 1, scope.Count - depth - 1);
        var result = Make(fold.Result);
        scope.RemoveRange(depth, scope.Count - depth);
        return new FoldNode(new FoldSlots(accumulator, first, second), range, start, condition, step, result);
    }

    private int Declare(string name)
    {
        scope.Add((name, Slots));
        return Slots++;
    }
}
