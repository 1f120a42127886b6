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
            args => CostFactors.Traversal(args[0]) * CostFactors.Traversal(args[1]),
            args => new CallCost(args[0].Traversal() * args[1].Traversal()))),
        Function("startsWith", Ends("starts_with_string", (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        Function("endsWith", Ends("ends_with_string", (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        Function(
            "matches",
            Global("matches", CelType.Bool, [Text, Text], Matches),
            Member("matches_string", CelType.Bool, [Text, Text], Matches).Costs(
                args => CostFactors.Matching(args[0], CostFactors.Size(args[1])),
                args => new CallCost(Matching(args[0].Size, args[1].Size)))),
    ];

    /// <summary>What it costs at least and at most to look for a pattern.</summary>
    public static CostRange Matching(CostRange text, CostRange pattern) => (text + CostRange.One) * CostFactors.Character * (pattern * CostFactors.Pattern);

    private static Overload Test(string id, Func<string, string, bool> holds) =>
        Member(id, CelType.Bool, [Text, Text], (args, _) => CelValue.FromBool(holds(args[0].AsString, args[1].AsString)));

    // The runtime cost is of the text, the estimate of the part: cel-go has it so.
    private static Overload Ends(string id, Func<string, string, bool> holds) =>
        Test(id, holds).Costs(args => CostFactors.Traversal(args[0]), args => new CallCost(args[1].Traversal()));

    private static CelValue Matches(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var pattern = context.Patterns.Find(args[1].AsString, args[0].AsString.Length, context.Budget, out var error);
        return pattern is null ? CelValue.FromError(error) : CelValue.FromBool(pattern.IsMatch(args[0].AsString));
    }
}
