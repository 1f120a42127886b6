using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Quantities;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of quantities: <c>quantity('1Gi').isLessThan(quantity('2G'))</c>.</summary>
internal static class QuantityFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Type = CelType.Struct("kubernetes.Quantity");

    public static CelLibrary Library { get; } = new("kubernetes.quantity")
    {
        Types = [Type],
        Functions =
        [
            Function("quantity", Reading("string_to_quantity", Type, Read)),
            Function("isQuantity", Reading("is_quantity_string", CelType.Bool, text => CelValue.FromBool(Quantity.TryParse(text, out _, out _)))),
            Function("sign", Global("quantity_sign", CelType.Int, [Type], (args, _) => CelValue.FromInt(Of(args[0]).Sign))),
            Function("isGreaterThan", Comparing("quantity_is_greater_than", CelType.Bool, order => CelValue.FromBool(order > 0))),
            Function("isLessThan", Comparing("quantity_is_less_than", CelType.Bool, order => CelValue.FromBool(order < 0))),
            Function("compareTo", Comparing("quantity_compare_to", CelType.Int, order => CelValue.FromInt(order))),
            Function("asApproximateFloat", Member("quantity_get_float", CelType.Double, [Type], (args, _) => CelValue.FromDouble(Of(args[0]).ToDouble()))),
            Function("asInteger", Member("quantity_get_int", CelType.Int, [Type], (args, _) => Whole(Of(args[0])) is { } whole
                ? CelValue.FromInt(whole)
                : CelValue.FromError("cannot convert value to integer"))),
            Function("isInteger", Member("quantity_is_integer", CelType.Bool, [Type], (args, _) => CelValue.FromBool(Whole(Of(args[0])) is not null))),
            Function("add", Adding("quantity_add", (a, b) => a + b)),
            Function("sub", Adding("quantity_sub", (a, b) => a - b)),
        ],
    };

    private static Overload Reading(string id, CelType result, Func<string, CelValue> read) =>
        Global(id, result, [Text], (args, _) => read(args[0].AsString)).Costs(args => CostFactors.Traversal(args[0]));

    private static Overload Comparing(string id, CelType result, Func<int, CelValue> tell) =>
        Member(id, result, [Type, Type], (args, _) => tell(Math.Sign(Of(args[0]).CompareTo(Of(args[1])))));

    private static IReadOnlyList<Overload> Adding(string id, Func<Quantity, Quantity, Quantity> add) =>
    [
        Member(id, Type, [Type, Type], (args, _) => Of(add(Of(args[0]), Of(args[1])))),
        Member($"{id}_int", Type, [Type, CelType.Int], (args, _) => Of(add(Of(args[0]), Quantity.FromLong(args[1].AsInt, QuantityFormat.DecimalExponent)))),
    ];

    private static CelValue Read(string text) =>
        Quantity.TryParse(text, out var value, out var error) ? Of(value) : CelValue.FromError(error!);

    // Kubernetes does not look whether a fraction is none: 1000m is no whole number.
    private static long? Whole(Quantity quantity)
    {
        var (unscaled, exponent) = quantity.Parts();
        if (exponent < 0)
        {
            return null;
        }

        var whole = unscaled * System.Numerics.BigInteger.Pow(10, exponent);
        return whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : null;
    }

    private static Quantity Of(CelValue value) => LibraryValue<Quantity>.Of(value);

    private static CelValue Of(Quantity quantity) => CelValue.FromObject(new LibraryValue<Quantity>(Type, quantity));
}
