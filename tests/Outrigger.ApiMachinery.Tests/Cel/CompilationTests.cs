using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>What is refused before it runs, and with which words; and that no text makes the server crash or hang.</summary>
public sealed class CompilationTests
{
    private const string Operand =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    [Theory]
    [InlineData("x", "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x\n | ^")]
    [InlineData("1 + x", "ERROR: <input>:1:5: undeclared reference to 'x' (in container '')\n | 1 + x\n | ....^")]
    [InlineData("object.a ==", "ERROR: <input>:1:12: Syntax error: mismatched input '<EOF>' expecting " + Operand + "\n | object.a ==\n | ...........^")]
    [InlineData("1 + 'a'", "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a'\n | ..^")]
    [InlineData("'a'.size(1)", "ERROR: <input>:1:9: found no matching overload for 'size' applied to 'string.(int)'\n | 'a'.size(1)\n | ........^")]
    [InlineData("nope(1)", "ERROR: <input>:1:5: undeclared reference to 'nope' (in container '')\n | nope(1)\n | ....^")]
    [InlineData("n.a", "ERROR: <input>:1:2: type 'int' does not support field selection\n | n.a\n | .^")]
    [InlineData("1 && true", "ERROR: <input>:1:1: expected type 'bool' but found 'int'\n | 1 && true\n | ^")]
    [InlineData("[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^")]
    [InlineData("1.all(x, true)", "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | 1.all(x, true)\n | ^")]
    [InlineData("has(n)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(n)\n | ....^")]
    [InlineData("up('1.2.3.4') == up('::1')", "ERROR: <input>:1:3: undeclared reference to 'up' (in container '')\n | up('1.2.3.4') == up('::1')\n | ..^\nERROR: <input>:1:20: undeclared reference to 'up' (in container '')\n | up('1.2.3.4') == up('::1')\n | ...................^")]
    public void Fault_IsToldAsCelGoDoes(string expression, string issues) => CelRunner.Issues(expression).ShouldBe(issues);

    [Theory]
    [InlineData("1", "int")]
    [InlineData("[1]", "list(int)")]
    [InlineData("{'a': [1u]}", "map(string, list(uint))")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("[] + [1]", "list(int)")]
    [InlineData("object.a", "dyn")]
    [InlineData("n == 1", "bool")]
    [InlineData("optional.of(1)", "optional_type(int)")]
    [InlineData("timestamp('2024-01-01T00:00:00Z')", "timestamp")]
    [InlineData("[1].map(x, string(x))", "list(string)")]
    public void Type_IsFoundOut(string expression, string type) => CelRunner.Environment.Compile(expression).Type.ToString().ShouldBe(type);

    [Theory]
    [InlineData("(", ")", "1")]
    [InlineData("[", "]", "1")]
    [InlineData("!(", ")", "true")]
    [InlineData("{1:", "}", "1")]
    [InlineData("size([", "])", "1")]
    [InlineData("1+(", ")", "1")]
    [InlineData("true?true:(", ")", "true")]
    [InlineData("[1].all(x,", ")", "true")]
    [InlineData("[1].map(x,", ")", "x")]
    public void Nesting_OfAnyDepth_IsRefusedOrEvaluated(string open, string close, string inner)
    {
        foreach (var depth in (int[])[10, 100, 249, 3000, 20_000])
        {
            var text = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
            var compiled = CelRunner.Environment.Compile(text[..Math.Min(text.Length, 100_000)]);

            (compiled.Program is null).ShouldBe(compiled.Issues.Count > 0);
            compiled.Program?.Evaluate(CelRunner.Variables, new CelBudget());
        }
    }

    [Theory]
    [InlineData("(", "+1", ")", "1")]
    [InlineData("(", ".a", ")", "object")]
    [InlineData("(", "[0]", ")", "object")]
    [InlineData("(", ".trim()", ")", "'a'")]
    [InlineData("[", ".map(x, x)", "]", "1")]
    [InlineData("[1].map(x, [", ".filter(y, true)", "])", "1")]
    [InlineData("optional.of(1).optMap(x, ", ".optMap(y, y)", ")", "optional.of(1)")]
    [InlineData("(true?", "+1", ":1)", "1")]
    [InlineData("{1:", ".all(k, true)", "}", "[1]")]
    public void Nesting_OfChainsWithinOneAnother_FitsIntoASmallStack(string open, string link, string close, string inner)
    {
        var refused = new List<int>();
        foreach (var depth in (int[])[1, 2, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 30, 100])
        {
            var chain = string.Concat(Enumerable.Repeat(link, 48)) + close;
            var text = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(chain, depth));
            SmallStack.Run(() =>
            {
                var compiled = CelRunner.Environment.Compile(text);
                compiled.Program?.Evaluate(CelRunner.Variables, new CelBudget());
                if (compiled.Issues.ToString().Contains("recursion limit exceeded: 1000", StringComparison.Ordinal))
                {
                    refused.Add(depth);
                }
            });
        }

        refused.ShouldContain(100);
        refused.ShouldNotContain(10);
    }

    [Theory]
    [InlineData("names.map(a, names.map(b, names.map(c, names.map(d, names.map(e, names.map(f, names.map(g, names.map(h, [a, b, c, d, e, f, g, h]))))))))")]
    [InlineData("optional.of(1)|.optMap(x, x)")]
    [InlineData("[1]| + [1]")]
    public void Chains_StayWithinTheirBudget(string pattern)
    {
        var parts = pattern.Split('|');
        var text = parts[0] + string.Concat(Enumerable.Repeat(parts.ElementAtOrDefault(1) ?? "", 200));

        CelRunner.Environment.Compile(text).Program?.Evaluate(CelRunner.Variables, new CelBudget()).ToString().ShouldNotBeNull();
    }

    [Fact]
    public void Cost_OverTheLimit_IsAnError()
    {
        var list = string.Join(", ", Enumerable.Range(0, 100).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        var budget = new CelBudget();

        var value = CelRunner.Evaluate($"[{list}].all(a, [{list}].all(b, [{list}].all(c, a + b + c >= 0)))", budget);

        value.AsError.ShouldBe("operation cancelled: actual cost limit exceeded");
        budget.IsSpent.ShouldBeTrue();
    }

    [Fact]
    public void Room_ThatCostDoesNotCount_IsBounded()
    {
        var expression = $"'{new string('a', 1000)}'.replace('a', '{new string('b', 1000)}')";

        CelRunner.Evaluate(expression, new CelBudget(1000)).AsError.ShouldBe("operation cancelled: actual cost limit exceeded");
    }

    [Fact]
    public void Steps_ThatCostDoesNotCount_AreBounded()
    {
        var environment = CelRunner.Environment.With(new KeyValuePair<string, CelType>("big", CelType.Dyn));
        var big = $"[[{string.Join(',', Enumerable.Repeat("1", 1000))}]]";
        var variables = new CelVariables().Set("big", JsonValues.Of(JsonNode.Parse(big)));
        var program = environment.Compile("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25].all(x, big == big)").Program.ShouldNotBeNull();

        program.Evaluate(variables, new CelBudget(1000)).AsError.ShouldBe("operation cancelled: actual cost limit exceeded");
    }

    [Fact]
    public void Length_OverTheLimit_IsRefused()
    {
        CelRunner.Issues(new string(' ', 99_999) + "1").ShouldBe("");
        CelRunner.Issues(new string(' ', 100_000) + "1").ShouldContain("expression code point size exceeds limit: size: 100001, limit 100000");
    }

    [Fact]
    public void Text_OfAnyKind_NeitherCrashesNorHangs()
    {
        string[] parts =
        [
            "a", "object", ".", "?", "[", "]", "(", ")", "{", "}", "1", "1u", "'x'", "\"", "'", "\\", "==", "&&", "||", "+", "-", "!", ",", ":", "in", " ", "\n",
            ".all(x, ", ".map(x, ", "has(", "b'", "r'", "0x", "1e", "`", "\0", "é", "😀", "\ud800", "null", "true", "//", ".?", "[?", "if", "size(", "9999999999999999999",
        ];
        var random = new Random(20);
        for (var i = 0; i < 4000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)]));
            var compiled = CelRunner.Environment.Compile(text);
            compiled.Issues.ToString().ShouldNotBeNull();
            compiled.Program?.Evaluate(CelRunner.Variables, new CelBudget());
        }
    }
}
