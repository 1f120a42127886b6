using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.ApiMachinery.Tests.Selectors;

public sealed class LabelSelectorTests
{
    private const string KeyText =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
        "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', " +
        "regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    [Theory]
    [InlineData("a===b", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("app in (a", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("app in a", "unable to parse requirement: found 'a' expected: '('")]
    [InlineData("!!app", "unable to parse requirement: found '!', expected: identifier")]
    [InlineData("!app=x", "found '=', expected: ',' or 'end of string'")]
    [InlineData("=a", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("app foo (a)", "unable to parse requirement: found 'foo', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("app=a,", "found '', expected: identifier after ','")]
    [InlineData("app=-x-", "unable to parse requirement: values[0][app]: Invalid value: \"-x-\": " + ValueText)]
    [InlineData("_a=x", "unable to parse requirement: <nil>: Invalid value: \"_a\": " + KeyText)]
    [InlineData("app>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("app in (=)", "unable to parse requirement: found '=', expected: ',', ')' or identifier")]
    [InlineData("app in (a,=)", "unable to parse requirement: found '=', expected: ',', or identifier")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    public void Parse_Bad_SaysAsKubernetes(string text, string message)
    {
        var status = Should.Throw<StatusException>(() => LabelSelector.Parse(text)).Status;
        status.Code.ShouldBe(400);
        status.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" a = b ", "a=b")]
    [InlineData("a==b", "a==b")]
    [InlineData("a!=b", "a!=b")]
    [InlineData("z,a", "a,z")]
    [InlineData("!a", "!a")]
    [InlineData("x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()")]
    [InlineData("a in (in,notin)", "a in (in,notin)")]
    [InlineData("in=notin", "in=notin")]
    [InlineData("a>5,b<7", "a>5,b<7")]
    [InlineData("a=", "a=")]
    [InlineData("a=,b", "a=,b")]
    [InlineData("a in (,)", "a in ()")]
    [InlineData("example.com/a_b.c=x", "example.com/a_b.c=x")]
    public void Parse_Good_HasCanonicalText(string text, string canonical)
    {
        LabelSelector.Parse(text).ToString().ShouldBe(canonical);
        LabelSelector.Parse(canonical).ToString().ShouldBe(canonical);
    }

    [Theory]
    [InlineData("a=b", true)]
    [InlineData("a==c", false)]
    [InlineData("a!=b", false)]
    [InlineData("none!=b", true)]
    [InlineData("a,n", true)]
    [InlineData("none", false)]
    [InlineData("!none", true)]
    [InlineData("!a", false)]
    [InlineData("a in (x,b)", true)]
    [InlineData("a notin (x,b)", false)]
    [InlineData("none notin (x)", true)]
    [InlineData("none in (x)", false)]
    [InlineData("e=", true)]
    [InlineData("e in ()", true)]
    [InlineData("n>9", true)]
    [InlineData("n>10", false)]
    [InlineData("n<11", true)]
    [InlineData("a<5", false)]
    [InlineData("none<5", false)]
    [InlineData("a=b,none", false)]
    public void Matches_Cases(string text, bool expected)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b", ["e"] = "", ["n"] = "10" };
        LabelSelector.Parse(text).Matches(labels).ShouldBe(expected);
        LabelSelector.Parse(text).Matches(labels.ToList()).ShouldBe(expected);
    }

    [Theory]
    [InlineData(LabelOperator.In, 7)]
    [InlineData(LabelOperator.In, 8)]
    [InlineData(LabelOperator.NotIn, 8)]
    [InlineData(LabelOperator.NotIn, 30_000)]
    public void Holds_OfManyValues_IsAsOfFew(LabelOperator op, int count)
    {
        var requirement = new LabelRequirement("a", op, [.. Enumerable.Range(0, count).Select(i => $"v{i}")]);
        requirement.Holds("v0").ShouldBe(op == LabelOperator.In);
        requirement.Holds($"v{count - 1}").ShouldBe(op == LabelOperator.In);
        requirement.Holds("V0").ShouldBe(op == LabelOperator.NotIn);
        requirement.Holds(null).ShouldBe(op == LabelOperator.NotIn);
    }

    [Theory]
    [InlineData("null", false, "")]
    [InlineData("{}", true, "")]
    [InlineData("""{"matchLabels":{"b":"2","a":"1"},"matchExpressions":[{"key":"a","operator":"In","values":["x","1"]},{"key":"q","operator":"DoesNotExist"}]}""", true, "a=1,a in (1,x),b=2,!q")]
    [InlineData("""{"matchExpressions":[{"key":"a","operator":"Exists"},{"key":"b","operator":"NotIn","values":["2"]}]}""", false, "a,b notin (2)")]
    public void FromLabelSelectorObject_Cases(string json, bool matches, string text)
    {
        var selector = LabelSelector.FromLabelSelectorObject(JsonNode.Parse(json)?.AsObject());
        selector.ToString().ShouldBe(text);
        selector.Matches([new("a", "1"), new("b", "2")]).ShouldBe(matches);
    }

    [Theory]
    [InlineData("""{"matchExpressions":[{"key":"a","operator":"Like"}]}""", "\"Like\" is not a valid label selector operator")]
    [InlineData("""{"matchExpressions":[{"key":"a","operator":"In"}]}""", "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")]
    [InlineData("""{"matchLabels":{"_a":"x"}}""", "key: Invalid value: \"_a\": " + KeyText)]
    public void FromLabelSelectorObject_Bad_Is400(string json, string message) =>
        Should.Throw<StatusException>(() => LabelSelector.FromLabelSelectorObject(JsonNode.Parse(json)!.AsObject()))
            .Status.Message.ShouldBe(message);
}
