using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>The library of texts (cel-go ext.Strings version 2, which Kubernetes enables). Places are counted in code points.</summary>
internal static class StringFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Int = CelType.Int;

    public static CelLibrary Library { get; } = new("strings")
    {
        Functions =
        [
            Function("charAt", Member("string_char_at_int", Text, [Text, Int], (args, _) => StringParts.CharAt(args[0].AsString, args[1].AsInt))),
            Function(
                "indexOf",
                Searching("string_index_of_string", [Text, Text], (args, context) =>
                    StringParts.IndexOf(args[0].AsString, args[1].AsString, 0, context.Budget)),
                Searching("string_index_of_string_int", [Text, Text, Int], (args, context) =>
                    StringParts.IndexOf(args[0].AsString, args[1].AsString, args[2].AsInt, context.Budget))),
            Function(
                "lastIndexOf",
                Searching("string_last_index_of_string", [Text, Text], (args, context) =>
                    StringParts.LastIndexOf(args[0].AsString, args[1].AsString, null, context.Budget)),
                Searching("string_last_index_of_string_int", [Text, Text, Int], (args, context) =>
                    StringParts.LastIndexOf(args[0].AsString, args[1].AsString, args[2].AsInt, context.Budget))),
            Function("lowerAscii", Traversing("string_lower_ascii", [Text], (args, _) => CelValue.FromString(Ascii(args[0].AsString, char.ToLowerInvariant)))),
            Function("upperAscii", Traversing("string_upper_ascii", [Text], (args, _) => CelValue.FromString(Ascii(args[0].AsString, char.ToUpperInvariant)))),
            Function("trim", Traversing("string_trim", [Text], (args, _) => CelValue.FromString(args[0].AsString.Trim()))),
            Function(
                "substring",
                Traversing("string_substring_int", [Text, Int], (args, _) => StringParts.Substring(args[0].AsString, args[1].AsInt, null)),
                Traversing("string_substring_int_int", [Text, Int, Int], (args, _) =>
                    StringParts.Substring(args[0].AsString, args[1].AsInt, args[2].AsInt))),
            Function(
                "replace",
                Replacing("string_replace_string_string", [Text, Text, Text]),
                Replacing("string_replace_string_string_int", [Text, Text, Text, Int])),
            Function("split", Splitting("string_split_string", [Text, Text]), Splitting("string_split_string_int", [Text, Text, Int])),
            Function("join", Joining("list_join", [CelType.List(Text)]), Joining("list_join_string", [CelType.List(Text), Text])),
            Function("format", Member("string_format", Text, [Text, CelType.AnyList], (args, context) =>
                TextFormatting.Format(args[0].AsString, args[1].AsList, context.Budget))),
            Function("strings.quote", Global("strings_quote", Text, [Text], (args, context) => StringParts.Quote(args[0].AsString, context.Budget))),
        ],
    };

    private static Overload Searching(string id, CelType[] args, CelFunction does) => Member(id, Int, args, does).Costs(ListFunctions.TraversalCost);

    private static Overload Traversing(string id, CelType[] args, CelFunction does) => Member(id, Text, args, does).Costs(args => CostFactors.Traversal(args[0]));

    private static Overload Replacing(string id, CelType[] types) => Member(id, Text, types, (args, context) => StringParts.Replace(
        args[0].AsString, args[1].AsString, args[2].AsString, args.Length > 3 ? args[3].AsInt : -1, context.Budget)).Costs(
        args => CostFactors.Traversal(args[0], 2));

    private static Overload Splitting(string id, CelType[] types) => Member(id, CelType.List(Text), types, (args, context) => StringParts.Split(
        args[0].AsString, args[1].AsString, args.Length > 2 ? args[2].AsInt : -1, context.Budget)).Costs(
        args => CostFactors.Traversal(args[0], 2));

    private static Overload Joining(string id, CelType[] types) => Member(id, Text, types, (args, context) => StringParts.Join(
        args[0].AsList, args.Length > 1 ? args[1].AsString : "", context.Budget)).Costs(StringParts.JoinCost);

    private static string Ascii(string text, Func<char, char> change) =>
        string.Create(text.Length, (text, change), static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAscii(from.text[i]) ? from.change(from.text[i]) : from.text[i];
            }
        });
}
