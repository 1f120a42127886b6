using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>Functions that cost little however long their texts are, called again and again on long ones: they end before long.</summary>
public sealed class LongTextTests
{
    private const string Spent = "operation cancelled: actual cost limit exceeded";

    private static readonly CelEnvironment Environment = CelEnvironment.Kubernetes.With(
        new KeyValuePair<string, CelType>("big", CelType.String),
        new KeyValuePair<string, CelType>("other", CelType.String),
        new KeyValuePair<string, CelType>("part", CelType.String),
        new KeyValuePair<string, CelType>("many", CelType.List(CelType.Int)),
        new KeyValuePair<string, CelType>("map", CelType.Map(CelType.String, CelType.Int)));

    private static readonly CelVariables Variables = new CelVariables()
        .Set("big", CelValue.FromString(new string('1', 1_000_000)))
        .Set("other", CelValue.FromString(new string('1', 1_000_000)))
        .Set("part", CelValue.FromString($"{new string('1', 50_000)}2{new string('1', 50_000)}"))
        .Set("many", CelValue.FromList([.. Enumerable.Range(0, 100_000).Select(i => CelValue.FromInt(i))]))
        .Set("map", JsonValues.Of(new JsonObject { ["a"] = 1 }));

    [Theory]
    [InlineData("size(big) > 0")]
    [InlineData("big.charAt(9) == '1'")]
    [InlineData("big != 'a'")]
    [InlineData("[big] == [other]")]
    [InlineData("!(big in ['a', other + 'a'])")]
    [InlineData("!(big in map)")]
    [InlineData("map[?big] == optional.none()")]
    [InlineData("map[big] == 1 || true")]
    [InlineData("{big: 1} != {}")]
    [InlineData("type(big) == string")]
    [InlineData("bool(big) || true")]
    [InlineData("double(big) > 0.0")]
    [InlineData("int(big) == 1 || true")]
    [InlineData("duration(big) == duration('1s') || true")]
    [InlineData("timestamp(big) == timestamp(0) || true")]
    [InlineData("strings.quote(big) != ''")]
    [InlineData("big.indexOf(part) == 0 || true")]
    [InlineData("big.lastIndexOf(part) == 0 || true")]
    [InlineData("big.replace(part, '') != ''")]
    [InlineData("big.split(part).size() == 1")]
    [InlineData("timestamp(i).getHours('Nowhere/' + string(i)) == 0 || true")]
    [InlineData("'a'.matches('[a-z]{1,50}' + string(i)) || true")]
    public void Function_CalledOnLongTexts_EndsTheEvaluation(string use)
    {
        var compiled = Environment.Compile($"many.all(i, {use})");
        compiled.Issues.ToString().ShouldBe("");

        compiled.Program.ShouldNotBeNull().Evaluate(Variables, new CelBudget()).ToString().ShouldBe(Spent);
    }

    [Fact]
    public void Quote_OfAQuote_CountsWhatItAllocates()
    {
        var text = string.Concat(Enumerable.Repeat("strings.quote(", 40)) + "'\"\"'" + new string(')', 40);

        CelRunner.Evaluate(text).ToString().ShouldBe(Spent);
    }

    [Theory]
    [InlineData("strings.quote('a\"b\\\\\\n\\u00e9\\U0001F600') == '\"a\\\\\"b\\\\\\\\\\\\n\\u00e9\\U0001F600\"'")]
    [InlineData("strings.quote('') == '\"\"'")]
    public void Quote_OfAText_IsAsInGo(string expression) => CelRunner.Evaluate(expression).ToString().ShouldBe("true");
}
