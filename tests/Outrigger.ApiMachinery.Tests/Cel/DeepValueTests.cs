using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>Names for values make values and types that are deeper and larger than the text: nothing overflows, nothing hangs.</summary>
public sealed class DeepValueTests
{
    private const string Spent = "operation cancelled: actual cost limit exceeded";

    [Theory]
    [InlineData("v == v", Spent)]
    [InlineData("v in [v]", Spent)]
    [InlineData("[v].indexOf(v) == 0", Spent)]
    [InlineData("[dyn('a'), v].isSorted()", Spent)]
    [InlineData("size(v) == 1", "optional(true)")]
    public void Value_DeeperThanTheStack_EndsTheEvaluation(string use, string outcome) => SmallStack.Run(() =>
        CelRunner.Evaluate(Bindings(100, $"{new string('[', 120)}dyn(v){new string(']', 120)}", use)).ToString().ShouldBe(outcome));

    [Fact]
    public void Optional_DeeperThanTheStack_HasItsSize() => SmallStack.Run(() =>
    {
        var of = string.Concat(Enumerable.Repeat("optional.of(", 120));
        CelRunner.Evaluate(Bindings(60, $"dyn({of}v{new string(')', 120)})", "v == [1]")).ToString().ShouldBe("optional(false)");
    });

    [Theory]
    [InlineData("{1: 1}[dyn(v)] == 1")]
    [InlineData("[dyn('a'), v].join() == ''")]
    [InlineData("[?dyn(v)] == []")]
    public void Value_InAMessage_IsCutShort(string use) => SmallStack.Run(() =>
    {
        foreach (var value in (string[])["[[[[[[[[[[[[[[[dyn(v)]]]]]]]]]]]]]]]", "[dyn(v), v, v, v, v, v, v, v, v]", "{'a': dyn(v), 'b': v, 'c': v}"])
        {
            var result = CelRunner.Evaluate(Bindings(100, value, use));
            result.IsError.ShouldBeTrue();
            result.AsError.Length.ShouldBeLessThan(5000);
        }
    });

    [Theory]
    [InlineData("[dyn(v), v]", "[dyn(''), v].isSorted()")]
    [InlineData("v + v", "v.isSorted()")]
    [InlineData("v + v", "v.map(x, '').join() == ''")]
    [InlineData("v + v", "v.min() == ''")]
    public void List_LargerThanMemory_EndsTheEvaluation(string value, string use)
    {
        var start = $"[{string.Join(',', Enumerable.Repeat("''", 65))}]";
        CelRunner.Evaluate(Bindings(24, value, use, start)).ToString().ShouldBe(Spent);
    }

    [Fact]
    public void Type_ThatDoublesWithEachName_IsCheckedInTime()
    {
        const int Names = 60;
        var text = "optional.of([]).optMap(v0, ";
        for (var i = 1; i < Names; i++)
        {
            text += $"optional.of([]).optMap(v{i}, [] == [[{{v{i - 1}: v{i - 1}}}]] && v{i} == [{{v{i - 1}: v{i - 1}}}] && optional.none() == ";
        }

        CelRunner.Environment.Compile($"{text}optional.none(){new string(')', Names)}").ShouldNotBeNull();
    }

    // v is what the value makes of the one before, so many times
    private static string Bindings(int count, string value, string use, string start = "[1]") =>
        $"optional.of({start}).optFlatMap(v, " + string.Concat(Enumerable.Repeat($"optional.of({value}).optFlatMap(v, ", count))
        + $"optional.of(1).optMap(one, {use})" + new string(')', count + 1);
}
