using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.ApiMachinery.Tests.Selectors;

/// <summary>Selectors against the plainest reading of what they say.</summary>
public sealed class SelectorOracleTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);
    private static readonly string[] Keys = ["a", "b", "x.y/c"];
    private static readonly string[] Values = ["", "1", "2", "10", "v"];

    private static Arbitrary<(string Text, Func<IReadOnlyDictionary<string, string>, bool> Holds)> Selectors { get; } =
        Term.ArrayOf().Select(terms => (
            string.Join(',', terms.Select(t => t.Text)),
            (Func<IReadOnlyDictionary<string, string>, bool>)(labels => terms.All(t => t.Holds(labels.GetValueOrDefault(t.Key)))))).ToArbitrary();

    private static Arbitrary<Dictionary<string, string>> Labels { get; } = Gen.Zip(Gen.Elements(Keys), Gen.Elements(Values)).ArrayOf()
        .Select(pairs => pairs.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal)).ToArbitrary();

    private static Gen<(string Key, string Text, Func<string?, bool> Holds)> Term =>
        from key in Gen.Elements(Keys)
        from value in Gen.Elements(Values)
        from other in Gen.Elements(Values)
        from limit in Gen.Choose(-2, 12)
        from sort in Gen.Choose(0, 8)
        select Make(sort, key, value, other, limit);

    [Fact]
    public void LabelSelector_AnyLabels_MatchesWhatTheOracleMatches() => Check.One(Quick, Prop.ForAll(Selectors, Labels, (selector, labels) =>
    {
        var parsed = LabelSelector.Parse(selector.Text);
        var expected = selector.Holds(labels);
        return parsed.Matches(labels) == expected
            && parsed.Matches([.. labels.OrderBy(l => l.Key, StringComparer.Ordinal)]) == expected;
    }));

    [Fact]
    public void LabelSelector_Printed_SaysTheSame() => Check.One(Quick, Prop.ForAll(Selectors, Labels, (selector, labels) =>
    {
        var printed = LabelSelector.Parse(selector.Text).ToString();
        return LabelSelector.Parse(printed).Matches(labels) == selector.Holds(labels)
            && string.Equals(LabelSelector.Parse(printed).ToString(), printed, StringComparison.Ordinal);
    }));

    [Fact]
    public void FieldSelector_AnyValues_MatchesWhatTheOracleMatches() => Check.One(Quick, Prop.ForAll(
        Gen.Zip(Gen.Elements("a", "b.c"), Gen.Zip(Gen.Elements("=", "==", "!="), Gen.Elements("", "x", "a,b", "c\\d", "=e"))).ArrayOf().ToArbitrary(),
        Gen.Elements("", "x", "a,b", "c\\d", "=e").Two().ToArbitrary(),
        (terms, values) =>
        {
            string? Value(string field) => field == "a" ? values.Item1 : values.Item2;
            var text = string.Join(',', terms.Select(t => $"{t.Item1}{t.Item2.Item1}{FieldSelector.Escape(t.Item2.Item2)}"));
            var expected = terms.All(t => string.Equals(Value(t.Item1), t.Item2.Item2, StringComparison.Ordinal) == (t.Item2.Item1 != "!="));
            var parsed = FieldSelector.Parse(text);
            return parsed.Matches(Value) == expected && FieldSelector.Parse(parsed.ToString()).Matches(Value) == expected;
        }));

    private static (string Key, string Text, Func<string?, bool> Holds) Make(int sort, string key, string value, string other, int limit) => sort switch
    {
        0 => (key, key, v => v is not null),
        1 => (key, $"!{key}", v => v is null),
        2 => (key, $"{key}={value}", v => v == value),
        3 => (key, $"{key} == {value}", v => v == value),
        4 => (key, $"{key}!={value}", v => v != value),
        5 => (key, $"{key} in ({value}, {other})", v => v is not null && (v == value || v == other)),
        6 => (key, $"{key} notin ({value},{other})", v => v is null || (v != value && v != other)),
        7 => (key, $"{key}>{Math.Abs(limit)}", v => long.TryParse(v, out var n) && n > Math.Abs(limit)),
        _ => (key, $"{key}<{Math.Abs(limit)}", v => long.TryParse(v, out var n) && n < Math.Abs(limit)),
    };
}
