using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>What the language itself does with texts: contains, startsWith, endsWith, matches.</summary>
internal static class TextFunctions
{
    private static readonly CelType Text = CelType.String;

    public static IReadOnlyList<Function> All { get; } =
    [
        Function("contains", Test("contains_string", (text, part) => text.Contains(part, StringComparison.Ordinal)).Costs(
            args => CostFactors.Traversal(args[0]) * CostFactors.Traversal(args[1]))),
        Function("startsWith", Ends("starts_with_string", (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        Function("endsWith", Ends("ends_with_string", (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        Function(
            "matches",
            Global("matches", CelType.Bool, [Text, Text], Matches),
            Member("matches_string", CelType.Bool, [Text, Text], Matches).Costs(
                args => CostFactors.Matching(args[0], CostFactors.Size(args[1])))),
    ];

    private static Overload Test(string id, Func<string, string, bool> holds) =>
        Member(id, CelType.Bool, [Text, Text], (args, _) => CelValue.FromBool(holds(args[0].AsString, args[1].AsString)));

    // The cost is that of the text, not of the part: cel-go has it so.
    private static Overload Ends(string id, Func<string, string, bool> holds) =>
        Test(id, holds).Costs(args => CostFactors.Traversal(args[0]));

    private static CelValue Matches(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var pattern = context.Patterns.Find(args[1].AsString, args[0].AsString.Length, context.Budget, out var error);
        return pattern is null ? CelValue.FromError(error) : CelValue.FromBool(pattern.IsMatch(args[0].AsString));
    }
}
