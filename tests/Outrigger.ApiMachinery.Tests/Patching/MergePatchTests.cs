using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;

namespace Outrigger.ApiMachinery.Tests.Patching;

public sealed class MergePatchTests
{
    // The first rows are the appendix of RFC 7386, as far as it has objects at the root.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"a":null}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    [InlineData("""{"a":[1]}""", """{"a":[{"b":null}]}""", """{"a":[{}]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":[{"b":null},null]}""", """{"a":[{"b":null},null]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{}}""", """{"a":{"x":1}}""")]
    public void Apply_Cases(string current, string patch, string expected)
    {
        var changes = JsonNode.Parse(patch)!.AsObject();
        ObjectWriter.ToText(MergePatch.Apply(JsonNode.Parse(current)!.AsObject(), changes)).ShouldBe(expected);
        ObjectWriter.ToText(changes).ShouldBe(patch);
    }
}
