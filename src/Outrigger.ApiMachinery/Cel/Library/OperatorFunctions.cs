using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;
using static Outrigger.ApiMachinery.Cel.Types.CelType;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>The operators as functions (CEL language definition, "List of standard definitions").</summary>
internal static class OperatorFunctions
{
    public static IReadOnlyList<Function> All { get; } =
    [
        Function(Operators.Conditional, Global("conditional", A, [Bool, A, A], null)),
        Operator(Operators.Not, Not, ("logical_not", Bool, [Bool])),
        Function(Operators.NotStrictlyFalse, Global("not_strictly_false", Bool, [Bool], null)),
        Function(Operators.Equals, Global("equals", Bool, [A, A], AreEqual).CheckingItself().Costs(Comparison)),
        Function(Operators.NotEquals, Global("not_equals", Bool, [A, A], AreDifferent).CheckingItself().Costs(Comparison)),
        Add(),
        Operator(
            Operators.Subtract,
            Arithmetic.Subtract,
            ("subtract_double", CelType.Double, [CelType.Double, CelType.Double]),
            ("subtract_duration_duration", Duration, [Duration, Duration]),
            ("subtract_int64", Int, [Int, Int]),
            ("subtract_timestamp_duration", Timestamp, [Timestamp, Duration]),
            ("subtract_timestamp_timestamp", Duration, [Timestamp, Timestamp]),
            ("subtract_uint64", Uint, [Uint, Uint])),
        Operator(Operators.Multiply, Arithmetic.Multiply, Numbers("multiply", CelType.Double, Int, Uint)),
        Operator(Operators.Divide, Arithmetic.Divide, Numbers("divide", CelType.Double, Int, Uint)),
        Operator(Operators.Modulo, Arithmetic.Modulo, Numbers("modulo", Int, Uint)),
        Operator(Operators.Negate, Arithmetic.Negate, ("negate_double", CelType.Double, [CelType.Double]), ("negate_int64", Int, [Int])),
        Order(Operators.Less, "less", order => order < 0),
        Order(Operators.LessEquals, "less_equals", order => order <= 0),
        Order(Operators.Greater, "greater", order => order > 0),
        Order(Operators.GreaterEquals, "greater_equals", order => order >= 0),
        Function(
            Operators.In,
            Global("in_list", Bool, [A, ListOfA], In).CheckingItself().Costs(InCost),
            Global("in_map", Bool, [A, MapOfAB], In).CheckingItself().Costs(InCost)),
        Function(
            Operators.Index,
            Global("index_list", A, [ListOfA, Int], null),
            Global("index_map", B, [MapOfAB, A], null),
            Global("optional_list_index_int", Optional(A), [Optional(ListOfA), Int], null),
            Global("optional_map_index_value", Optional(B), [Optional(MapOfAB), A], null)),
        Function(
            Operators.OptionalIndex,
            Global("list_optindex_optional_int", Optional(A), [ListOfA, Int], null),
            Global("optional_list_optindex_optional_int", Optional(A), [Optional(ListOfA), Int], null),
            Global("map_optindex_optional_value", Optional(B), [MapOfAB, A], null),
            Global("optional_map_optindex_optional_value", Optional(B), [Optional(MapOfAB), A], null)),
    ];

    // as much as the shorter one is long
    private static long Comparison(ReadOnlySpan<CelValue> args) => args[0].Kind == CelValueKind.Object
        ? 1
        : CostFactors.Traversal(Math.Min(CostFactors.Size(args[0]), CostFactors.Size(args[1])));

    private static CelValue Not(ReadOnlySpan<CelValue> args, CelContext context) =>
        args[0].Kind == CelValueKind.Bool ? CelValue.FromBool(!args[0].IsTrue) : CelValue.FromError(CelError.NoSuchOverload);

    private static CelValue AreEqual(ReadOnlySpan<CelValue> args, CelContext context) =>
        CelValue.FromBool(CelEquality.AreEqual(args[0], args[1], context.Budget));

    private static CelValue AreDifferent(ReadOnlySpan<CelValue> args, CelContext context) =>
        CelValue.FromBool(!CelEquality.AreEqual(args[0], args[1], context.Budget));

    private static CelValue In(ReadOnlySpan<CelValue> args, CelContext context) => args[1].Kind switch
    {
        CelValueKind.List => CelValue.FromBool(args[1].AsList.Contains(args[0], context.Budget)),
        CelValueKind.Map => args[1].AsMap.TryGet(args[0], out var found) ? found.IsError ? found : CelValue.True : CelValue.False,
        _ => CelValue.FromError(CelError.NoSuchOverload),
    };

    private static long InCost(ReadOnlySpan<CelValue> args) => args[1].Kind == CelValueKind.List ? args[1].AsList.Count : 1;

    private static Function Add()
    {
        (string Id, CelType Result, CelType[] Args)[] plain =
        [
            ("add_double", CelType.Double, [CelType.Double, CelType.Double]),
            ("add_duration_duration", Duration, [Duration, Duration]),
            ("add_duration_timestamp", Timestamp, [Duration, Timestamp]),
            ("add_timestamp_duration", Timestamp, [Timestamp, Duration]),
            ("add_int64", Int, [Int, Int]),
            ("add_uint64", Uint, [Uint, Uint]),
        ];
        return new Function(Operators.Add,
        [
            Global("add_bytes", Bytes, [Bytes, Bytes], Arithmetic.Add).CheckingItself().Costs(JoinCost),
            .. plain.Select(p => Global(p.Id, p.Result, p.Args, Arithmetic.Add).CheckingItself().Costs(JoinCost)),
            Global("add_list", ListOfA, [ListOfA, ListOfA], Arithmetic.Add).CheckingItself()
                .Costs(JoinCost),
            Global("add_string", CelType.String, [CelType.String, CelType.String], Arithmetic.Add).CheckingItself().Costs(JoinCost),
        ]);
    }

    private static long JoinCost(ReadOnlySpan<CelValue> args) => args[0].Kind is CelValueKind.String or CelValueKind.Bytes
        ? CostFactors.Traversal(CostFactors.Size(args[0]) + CostFactors.Size(args[1]))
        : 1;

    private static (string Id, CelType Result, CelType[] Args)[] Numbers(string name, params IReadOnlyList<CelType> types) =>
        [.. types.Select(t => ($"{name}_{Suffix(t)}", t, new[] { t, t }))];

    private static string Suffix(CelType type) => type.Kind switch
    {
        CelKind.Int => "int64",
        CelKind.Uint => "uint64",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        _ => type.Name,
    };

    private static Function Order(string function, string name, Func<int, bool> holds)
    {
        CelType[] numbers = [Int, Uint, CelType.Double];
        CelType[] others = [Bool, CelType.String, Bytes, Timestamp, Duration];
        var mixed = numbers.SelectMany(a => numbers.Where(b => b != a).Select(b => ($"{name}_{Suffix(a)}_{Suffix(b)}", new[] { a, b })));
        var same = numbers.Concat(others).Select(t => ($"{name}_{Suffix(t)}", new[] { t, t }));
        return new Function(function, [.. same.Concat(mixed).Select(f => Form(f.Item1, f.Item2))]);

        Overload Form(string id, CelType[] args) => Global(id, Bool, args, Compare).CheckingItself()
            .Costs(OrderCost);

        CelValue Compare(ReadOnlySpan<CelValue> args, CelContext context) =>
            CelOrder.Compare(args[0], args[1], out var error) is { } order ? CelValue.FromBool(holds(order)) : CelValue.FromError(error!);
    }

    private static long OrderCost(ReadOnlySpan<CelValue> args) => args[0].Kind is CelValueKind.String or CelValueKind.Bytes ? Comparison(args) : 1;
}
