using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ApiMachinery.Tests.Tables;

public sealed class JsonPathTests
{
    private const string Text =
        """{"a":{"b.c":1,"d":[{"t":"x","v":1},{"t":"y","v":2},{"v":3}]},"l":["p","q","r"],"app.kubernetes.io/name":"n"}""";

    [Theory]
    [InlineData(".l", """["p","q","r"]""")]
    [InlineData("{.l[0]}", "\"p\"")]
    [InlineData(".l[-1]", "\"r\"")]
    [InlineData(".l[7]", "")]
    [InlineData(".l[*]", "\"p\" \"q\" \"r\"")]
    [InlineData("$.a['b.c']", "1")]
    [InlineData(""".a["b.c"]""", "1")]
    [InlineData(@".a.b\.c", "1")]
    [InlineData(@".app\.kubernetes\.io/name", "\"n\"")]
    [InlineData(".a.d[*].v", "1 2 3")]
    [InlineData(""".a.d[?(@.t=="y")].v""", "2")]
    [InlineData(".a.d[?(@.t=='y')].v", "2")]
    [InlineData(""".a.d[?(@.t!="y")].v""", "1")]
    [InlineData(".a.d[?(@.v==3)].v", "3")]
    [InlineData(".a.d[?(@.t)].v", "1 2")]
    [InlineData(".none.at.all", "")]
    [InlineData(".a.d[-1:].v", "3")]
    [InlineData(".l[0:2]", "\"p\" \"q\"")]
    [InlineData(".l[:-1]", "\"p\" \"q\"")]
    [InlineData(".l[::2]", "\"p\" \"r\"")]
    [InlineData(".l[1:9]", "")]
    [InlineData(".l[2:1]", "")]
    [InlineData(".l[0,2]", "\"p\" \"r\"")]
    [InlineData(".a['b.c','d'][0]", "{\"t\":\"x\",\"v\":1}")]
    [InlineData("..v", "1 2 3")]
    [InlineData("..d..v", "1 2 3")]
    [InlineData(".l[0,0]", "\"p\" \"p\"")]
    [InlineData(".a..t", "\"x\" \"y\"")]
    [InlineData(".a..[0].t", "\"x\"")]
    [InlineData(".a.d[?(@.v>1)].v", "2 3")]
    [InlineData(".a.d[?(@.v >= 2)].v", "2 3")]
    [InlineData(".a.d[?(@.v<2)].v", "1")]
    [InlineData(".a.d[?(@.v<=2)].v", "1 2")]
    [InlineData(".a.d[?(@.t>'x')].v", "2")]
    [InlineData(".a.d[?(@.v>'x')].v", "")]
    public void Evaluate_Path_FindsTheValues(string path, string expected)
    {
        var found = JsonPath.Parse(path).Evaluate(Root());

        string.Join(' ', found.Select(ObjectWriter.ToText)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("..a..a..a..a..b", "\"deep\"")]
    [InlineData("['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['a','a']['b','a'].b", "")]
    public void Evaluate_PathsThatMeetNodesAgainAndAgain_FindsEachOnce(string path, string expected)
    {
        const int Depth = 400;
        var text = string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + "{\"b\":\"deep\"}" + new string('}', Depth);

        var found = JsonPath.Parse(path).Evaluate(ObjectReader.Read(Encoding.UTF8.GetBytes(text)));

        string.Join(' ', found.Select(ObjectWriter.ToText)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(".a.d[*].v", "1")]
    [InlineData(".a.d", """[{"t":"x","v":1},{"t":"y","v":2},{"v":3}]""")]
    [InlineData(".x.y", "null")]
    public void First_Path_IsTheFirstValueOrNull(string path, string expected)
    {
        ObjectWriter.ToText(JsonPath.Parse(path).First(Root())).ShouldBe(expected);
    }

    [Theory]
    [InlineData(".a..")]
    [InlineData(".a[0:1:0]")]
    [InlineData(".a[0:1:1:1]")]
    [InlineData(".a[0,]")]
    [InlineData(".a[?(@.b=1)]")]
    [InlineData(".a[")]
    [InlineData(".a[x]")]
    [InlineData(".")]
    [InlineData(".a[?(@.b==c)]")]
    public void Parse_WhatIsNotSupported_IsRefused(string path)
    {
        Should.Throw<FormatException>(() => JsonPath.Parse(path));
    }

    private static JsonObject Root() => ObjectReader.Read(Encoding.UTF8.GetBytes(Text));
}
