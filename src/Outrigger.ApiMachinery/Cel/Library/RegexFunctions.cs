using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of regular expressions: find, findAll.</summary>
internal static class RegexFunctions
{
    private static readonly CelType Text = CelType.String;

    public static CelLibrary Library { get; } = new("kubernetes.regex")
    {
        Functions =
        [
            Function("find", Searching("string_find_string", Text, [Text, Text], Find)),
            Function(
                "findAll",
                Searching("string_find_all_string", CelType.List(Text), [Text, Text], FindAll),
                Searching("string_find_all_string_int", CelType.List(Text), [Text, Text, CelType.Int], FindAll)),
        ],
    };

    private static Overload Searching(string id, CelType result, CelType[] args, CelFunction does) =>
        Member(id, result, args, does).Costs(values => CostFactors.Matching(values[0], CostFactors.Size(values[1])));

    private static CelValue Find(ReadOnlySpan<CelValue> args, CelContext context) =>
        Compile(args, context, out var error) is { } pattern
            ? CelValue.FromString(pattern.Match(args[0].AsString).Value)
            : CelValue.FromError(error);

    private static CelValue FindAll(ReadOnlySpan<CelValue> args, CelContext context)
    {
        if (Compile(args, context, out var error) is not { } pattern)
        {
            return CelValue.FromError(error);
        }

        var text = args[0].AsString;
        var left = args.Length > 2 && args[2].AsInt >= 0 ? args[2].AsInt : long.MaxValue;
        var found = new List<CelValue>();
        var end = -1;
        for (var match = pattern.Match(text); match.Success && found.Count < left; match = match.NextMatch())
        {
            // Nothing right behind a match is none, as in Go.
            if (match.Length > 0 || match.Index != end)
            {
                context.Budget.Take(1);
                found.Add(CelValue.FromString(match.Value));
            }

            end = match.Index + match.Length;
        }

        return CelValue.FromList(found);
    }

    private static Regex? Compile(ReadOnlySpan<CelValue> args, CelContext context, out string error)
    {
        var pattern = context.Patterns.Find(args[1].AsString, args[0].AsString.Length, context.Budget, out error);
        error = pattern is null ? $"Illegal regex: {error}" : "";
        return pattern;
    }
}
