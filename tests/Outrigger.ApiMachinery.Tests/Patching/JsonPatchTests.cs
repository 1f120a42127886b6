using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;

namespace Outrigger.ApiMachinery.Tests.Patching;

public sealed class JsonPatchTests
{
    private const string Document = """{"data":{"a":"1","b":"2"},"list":["s1","s2","s3"],"limits":{"a/b~c":"3"},"ports":[{"name":"p","port":1}],"nil":null}""";

    [Theory]
    [InlineData("""[{"op":"add","path":"/data/c","value":"9"},{"op":"replace","path":"/data/a","value":"11"},{"op":"remove","path":"/data/b"}]""", "data", """{"a":"11","c":"9"}""")]
    [InlineData("""[{"op":"test","path":"/data/a","value":"1"},{"op":"copy","from":"/data/a","path":"/data/aa"},{"op":"move","from":"/data/b","path":"/data/bb"}]""", "data", """{"a":"1","aa":"1","bb":"2"}""")]
    [InlineData("""[{"op":"replace","path":"/limits/a~1b~0c","value":"esc"}]""", "limits", """{"a/b~c":"esc"}""")]
    [InlineData("""[{"op":"replace","path":"/data/none","value":"x"}]""", "data", """{"a":"1","b":"2","none":"x"}""")]
    [InlineData("""[{"op":"add","path":"/list/1","value":"between"},{"op":"add","path":"/list/-","value":"last"},{"op":"remove","path":"/list/0"}]""", "list", """["between","s2","s3","last"]""")]
    [InlineData("""[{"op":"add","path":"/list/3","value":"end"},{"op":"remove","path":"/list/-1"},{"op":"replace","path":"/list/-1","value":"x"}]""", "list", """["s1","s2","x"]""")]
    [InlineData("""[{"op":"replace","path":"/ports/0/port","value":8080},{"op":"add","path":"/ports/-","value":{"name":"q"}}]""", "ports", """[{"name":"p","port":8080},{"name":"q"}]""")]
    [InlineData("""[{"op":"move","from":"/list/0","path":"/list/2"}]""", "list", """["s2","s3","s1"]""")]
    [InlineData("""[{"op":"add","path":"/data/c"}]""", "data", """{"a":"1","b":"2","c":null}""")]
    [InlineData("""[{"op":"copy","from":"/data/none","path":"/data/a"}]""", "data", """{"a":null,"b":"2"}""")]
    [InlineData("""[{"op":"test","path":"/nil"},{"op":"test","path":"/none","value":null}]""", "nil", "null")]
    [InlineData("""[{"op":"test","path":"/ports","value":[{"port":1.0,"name":"p"}]}]""", "nil", "null")]
    [InlineData("[]", "nil", "null")]
    public void Apply_Good_ChangesTheDocument(string patch, string field, string expected)
    {
        var result = Parse(patch).Apply(JsonNode.Parse(Document)!.AsObject());
        ObjectWriter.ToText(result[field]).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/data/a","value":"12"},{"op":"test","path":"/data/b","value":"no"}]""")]
    [InlineData("""[{"op":"remove","path":"/data/none"}]""")]
    [InlineData("""[{"op":"add","path":"/metadata/annotations/a","value":"x"}]""")]
    [InlineData("""[{"op":"add","path":"/data/a/x","value":"x"}]""")]
    [InlineData("""[{"op":"merge","path":"/data/z","value":"x"}]""")]
    [InlineData("""[{}]""")]
    [InlineData("""[null]""")]
    [InlineData("""[{"op":"add","value":"x"}]""")]
    [InlineData("""[{"op":"add","path":"","value":{}}]""")]
    [InlineData("""[{"op":"add","path":"data","value":{}}]""")]
    [InlineData("""[{"op":"replace","path":"/list/9","value":"x"}]""")]
    [InlineData("""[{"op":"replace","path":"/list/3","value":"x"}]""")]
    [InlineData("""[{"op":"add","path":"/list/4","value":"x"}]""")]
    [InlineData("""[{"op":"add","path":"/list/x","value":"x"}]""")]
    [InlineData("""[{"op":"remove","path":"/list/-4"}]""")]
    [InlineData("""[{"op":"move","from":"/data/none","path":"/data/a"}]""")]
    [InlineData("""[{"op":"move","from":"/data","path":"/data/a"}]""")]
    [InlineData("""[{"op":"test","path":"/data/a","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"","value":5}]""")]
    public void Apply_DoesNotApply_Is422WithoutDetail(string patch)
    {
        var status = Should.Throw<StatusException>(() => Parse(patch).Apply(JsonNode.Parse(Document)!.AsObject())).Status;
        status.Code.ShouldBe(422);
        status.Reason.ShouldBe("Invalid");
        status.Message.ShouldBe("the server rejected our request due to an error in our request");
        status.Details.ShouldNotBeNull();
    }

    [Fact]
    public void Apply_RootReplaced_GivesTheNewRoot() =>
        ObjectWriter.ToText(Parse("""[{"op":"replace","path":"","value":{"x":1}}]""").Apply([])).ShouldBe("""{"x":1}""");

    [Fact]
    public void Apply_RootBecomesArray_IsInvalidPatch()
    {
        var status = Should.Throw<StatusException>(() => Parse("""[{"op":"replace","path":"","value":[]}]""").Apply([])).Status;
        status.Code.ShouldBe(422);
        status.Details!.Causes!.Single().Field.ShouldBe("patch");
    }

    [Theory]
    [InlineData("""{"op":"add","path":"/data/z","value":"x"}""")]
    [InlineData("[")]
    [InlineData("[1]")]
    [InlineData("""[{"op":1}]""")]
    [InlineData("data: {}")]
    public void Parse_NoPatch_Is400(string patch) =>
        Should.Throw<StatusException>(() => Parse(patch)).Status.Code.ShouldBe(400);

    [Fact]
    public void Parse_TooManyOperations_Is413()
    {
        var status = Should.Throw<StatusException>(() => Parse($"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]")).Status;
        status.Code.ShouldBe(413);
        status.Message.ShouldBe("Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
        Parse($"[{string.Join(',', Enumerable.Repeat("{}", 10_000))}]").ShouldNotBeNull();
    }

    [Fact]
    public void Parse_OddFields_AreFindings() =>
        Parse("""[{"op":"add","op":"test","path":"/a","foo":1}]""").Findings
            .ShouldBe(["json patch duplicate field \"[0].op\"", "json patch unknown field \"[0].foo\""]);

    [Fact]
    public void Apply_Twice_GivesTheSame()
    {
        var patch = Parse("""[{"op":"add","path":"/x","value":{"y":[1]}}]""");
        patch.Apply([]);
        ObjectWriter.ToText(patch.Apply([])).ShouldBe("""{"x":{"y":[1]}}""");
    }

    [Fact]
    public void Apply_CopyBomb_IsRefused()
    {
        var steps = Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"/a","path":"/a/c{{i}}"}""");
        var patch = Parse($$$"""[{"op":"add","path":"/a","value":{"x":"{{{new string('x', 1000)}}}"}},{{{string.Join(',', steps)}}}]""");
        Should.Throw<StatusException>(() => patch.Apply([])).Status.Code.ShouldBe(422);
    }

    [Fact]
    public void Apply_DeepNesting_IsRefused()
    {
        var steps = Enumerable.Repeat("""{"op":"copy","from":"/a","path":"/a/a"}""", 520);
        var patch = Parse($$$"""[{"op":"add","path":"/a","value":{}},{{{string.Join(',', steps)}}}]""");
        Should.Throw<StatusException>(() => patch.Apply([])).Status.Code.ShouldBe(422);
    }

    [Fact]
    public void Apply_ManyMoves_StayWithinDepth()
    {
        var steps = Enumerable.Range(0, 2000).Select(i => i % 2 == 0
            ? """{"op":"move","from":"/a","path":"/b/c"}"""
            : """{"op":"move","from":"/b/c","path":"/a"}""");
        var patch = Parse($$$"""[{"op":"add","path":"/a","value":{"x":[[1]]}},{"op":"add","path":"/b","value":{}},{{{string.Join(',', steps)}}}]""");
        ObjectWriter.ToText(patch.Apply([])).ShouldBe("""{"b":{},"a":{"x":[[1]]}}""");
    }

    private static JsonPatch Parse(string text) => JsonPatch.Parse(Encoding.UTF8.GetBytes(text));
}
