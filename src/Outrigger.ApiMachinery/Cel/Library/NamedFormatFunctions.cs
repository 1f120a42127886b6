using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of formats: <c>!format.dns1123Label().validate(self.name).hasValue()</c>.</summary>
internal static class NamedFormatFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Type = CelType.Struct("kubernetes.NamedFormat");

    public static CelLibrary Library { get; } = new("kubernetes.format")
    {
        Types = [Type],
        Functions =
        [
            .. NamedFormat.All.Select(f => Function($"format.{f.Name}", Global($"format.{f.Name}", Type, [], (_, _) => Of(f)))),
            Function("format.named", Global("format-named", CelType.Optional(Type), [Text], (args, _) =>
                NamedFormat.Find(args[0].AsString) is { } found ? CelValue.Some(Of(found)) : CelValue.None)),
            Function("validate", Member("format-validate", CelType.Optional(CelType.List(Text)), [Type, Text], Validate).Costs(args =>
                CostFactors.Matching(args[1], LibraryValue<NamedFormat>.Of(args[0]).PatternLength))),
        ],
    };

    private static CelValue Validate(ReadOnlySpan<CelValue> args, CelContext context)
    {
        context.Budget.Step(args[1].AsString.Length);
        var faults = LibraryValue<NamedFormat>.Of(args[0]).Faults(args[1].AsString);
        return faults.Count == 0 ? CelValue.None : CelValue.Some(CelValue.FromList([.. faults.Select(CelValue.FromString)]));
    }

    private static CelValue Of(NamedFormat format) => CelValue.FromObject(new LibraryValue<NamedFormat>(Type, format));
}
