using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;
using static Outrigger.ApiMachinery.Cel.Types.CelType;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Conversions between types, sizes, and <c>type</c> and <c>dyn</c>.</summary>
internal static class ConversionFunctions
{
    public static IReadOnlyList<Function> All { get; } =
    [
        Conversion("bool", Bool, ("bool_to_bool", Bool), ("string_to_bool", CelType.String)),
        new Function("bytes",
        [
            Form("bytes_to_bytes", Bytes, Bytes),
            Form("string_to_bytes", Bytes, CelType.String).Costs(args => CostFactors.Traversal(args[0])),
        ]),
        Conversion(
            "double",
            CelType.Double,
            ("double_to_double", CelType.Double), ("int64_to_double", Int), ("string_to_double", CelType.String), ("uint64_to_double", Uint)),
        Conversion("duration", Duration, ("duration_to_duration", Duration), ("int64_to_duration", Int), ("string_to_duration", CelType.String)),
        Function("dyn", Global("to_dyn", Dyn, [A], (args, _) => args[0])),
        Conversion(
            "int",
            Int,
            ("int64_to_int64", Int), ("double_to_int64", CelType.Double), ("duration_to_int64", Duration), ("string_to_int64", CelType.String),
            ("timestamp_to_int64", Timestamp), ("uint64_to_int64", Uint)),
        new Function("string",
        [
            .. Conversion(
                "string",
                CelType.String,
                ("string_to_string", CelType.String), ("bool_to_string", Bool), ("double_to_string", CelType.Double), ("duration_to_string", Duration),
                ("int64_to_string", Int), ("timestamp_to_string", Timestamp), ("uint64_to_string", Uint)).Overloads,
            Form("bytes_to_string", CelType.String, Bytes).Costs(args => CostFactors.Traversal(args[0])),
        ]),
        Conversion("timestamp", Timestamp, ("timestamp_to_timestamp", Timestamp), ("int64_to_timestamp", Int), ("string_to_timestamp", CelType.String)),
        Conversion("uint", Uint, ("uint64_to_uint64", Uint), ("double_to_uint64", CelType.Double), ("int64_to_uint64", Int), ("string_to_uint64", CelType.String)),
        Function("type", Global("type", TypeOf(A), [A], (args, _) => CelValue.FromType(RuntimeTypes.Of(args[0])))),
        Size(("bytes", Bytes), ("list", ListOfA), ("map", MapOfAB), ("string", CelType.String)),
    ];

    private static Function Conversion(string name, CelType target, params IReadOnlyList<(string Id, CelType From)> forms) =>
        new(name, [.. forms.Select(f => Form(f.Id, target, f.From))]);

    private static Overload Form(string id, CelType target, CelType from) =>
        Global(id, target, [from], (args, context) =>
        {
            if (from != target)
            {
                // Reading a number costs 1, however long its text is.
                var length = from.Kind is CelKind.String or CelKind.Bytes ? CostFactors.Size(args[0]) : 0;
                context.Budget.Step(length);
                context.Budget.Take(length / StringParts.CharactersPerValue);
            }

            return Conversions.To(args[0], target.Kind);
        });

    private static Function Size(params IReadOnlyList<(string Name, CelType Type)> types) => new("size",
    [
        .. types.Select(t => Global($"size_{t.Name}", Int, [t.Type], SizeOf)),
        .. types.Select(t => Member($"{t.Name}_size", Int, [t.Type], SizeOf)),
    ]);

    private static CelValue SizeOf(ReadOnlySpan<CelValue> args, CelContext context) => CelValue.FromInt(CostFactors.Size(args[0]));
}
