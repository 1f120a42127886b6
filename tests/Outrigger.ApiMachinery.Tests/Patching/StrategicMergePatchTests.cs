using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Patching;

public sealed class StrategicMergePatchTests
{
    private static readonly Schema Text = new() { Type = SchemaType.String };

    private static readonly Schema Root = Object(
        new SchemaField
        {
            Name = "ports",
            PatchStrategy = "merge",
            PatchMergeKey = "port",
            Schema = new Schema { Type = SchemaType.List, Element = Object(new SchemaField { Name = "tags", PatchStrategy = "merge", Schema = List(Text) }) },
        },
        new SchemaField { Name = "finalizers", PatchStrategy = "merge", Schema = List(Text) },
        new SchemaField { Name = "args", Schema = List(Text) },
        new SchemaField { Name = "selector", Schema = new Schema { Type = SchemaType.Map, Element = Text } },
        new SchemaField { Name = "atomic", PatchStrategy = "replace", Schema = new Schema { Type = SchemaType.Map, Element = Text } },
        new SchemaField { Name = "strategy", PatchStrategy = "retainKeys", Schema = Object() },
        new SchemaField { Name = "nokey", PatchStrategy = "merge", Schema = new Schema { Type = SchemaType.List, Element = Object() } });

    [Theory]
    // lists of objects
    [InlineData("""{"ports":[{"name":"http","port":80},{"name":"https","port":443}]}""", """{"ports":[{"port":80,"targetPort":8080},{"port":9090,"name":"m"}]}""",
        """{"ports":[{"name":"http","port":80,"targetPort":8080},{"port":9090,"name":"m"},{"name":"https","port":443}]}""")]
    [InlineData("""{"ports":[{"port":80},{"port":443}]}""", """{"ports":[{"$patch":"delete","port":443}]}""", """{"ports":[{"port":80}]}""")]
    [InlineData("""{"ports":[{"port":80}]}""", """{"ports":[{"$patch":"delete","port":443}]}""", """{"ports":[{"port":80}]}""")]
    [InlineData("""{"ports":[{"port":80},{"port":9090}]}""", """{"$setElementOrder/ports":[{"port":443},{"port":9090},{"port":80}],"ports":[{"name":"https","port":443}]}""",
        """{"ports":[{"name":"https","port":443},{"port":9090},{"port":80}]}""")]
    [InlineData("""{"ports":[{"port":1},{"port":2},{"port":3}]}""", """{"$setElementOrder/ports":[{"port":3},{"port":1}]}""",
        """{"ports":[{"port":2},{"port":3},{"port":1}]}""")]
    [InlineData("""{"ports":[{"port":80}]}""", """{"ports":[{"$patch":"replace"},{"name":"one","port":1}]}""", """{"ports":[{"name":"one","port":1}]}""")]
    [InlineData("""{"ports":[{"port":80,"tags":["a"]}]}""", """{"ports":[{"port":80,"tags":["b"]}]}""", """{"ports":[{"port":80,"tags":["b","a"]}]}""")]
    [InlineData("""{}""", """{"ports":[{"port":1,"x":null},{"$patch":"delete","port":2}]}""", """{"ports":[{"port":1}]}""")]
    [InlineData("""{}""", """{"$setElementOrder/ports":[{"port":2},{"port":1}],"ports":[{"port":2},{"port":1}]}""", """{"ports":[{"port":2},{"port":1}]}""")]
    [InlineData("""{"ports":[{"port":1},{"port":2}]}""", """{"ports":null}""", """{}""")]
    // lists of values
    [InlineData("""{"finalizers":["a","b"]}""", """{"finalizers":["c","a"]}""", """{"finalizers":["c","a","b"]}""")]
    [InlineData("""{"finalizers":["c","a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["b","none"]}""", """{"finalizers":["c","a"]}""")]
    [InlineData("""{}""", """{"$deleteFromPrimitiveList/finalizers":["b"]}""", """{}""")]
    [InlineData("""{"finalizers":["a","b","c"]}""", """{"$setElementOrder/finalizers":["c","d","a"],"finalizers":["d"]}""", """{"finalizers":["b","c","d","a"]}""")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["c"]}""", """{"args":["c"]}""")]
    // objects
    [InlineData("""{"selector":{"a":"b","c":"d"}}""", """{"selector":{"a":null,"e":"f"}}""", """{"selector":{"c":"d","e":"f"}}""")]
    [InlineData("""{"selector":{"a":"b"}}""", """{"selector":{"$patch":"replace","only":"this"}}""", """{"selector":{"only":"this"}}""")]
    [InlineData("""{"selector":{"a":"b"}}""", """{"selector":{"$patch":"delete"}}""", """{"selector":{}}""")]
    [InlineData("""{}""", """{"selector":{"$patch":"replace","only":"this"}}""", """{}""")]
    [InlineData("""{"atomic":{"a":"b"}}""", """{"atomic":{"c":"d"}}""", """{"atomic":{"c":"d"}}""")]
    [InlineData("""{"a":1,"selector":{}}""", """{"$patch":"replace","b":2}""", """{"b":2}""")]
    [InlineData("""{"strategy":{"type":"a","x":{"y":1}}}""", """{"strategy":{"$retainKeys":["type"],"type":"b"}}""", """{"strategy":{"type":"b"}}""")]
    [InlineData("""{"unknown":{"a":1,"l":[1]}}""", """{"unknown":{"b":2,"l":[2]},"zzz":1}""", """{"unknown":{"a":1,"b":2,"l":[2]},"zzz":1}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    public void Apply_Cases(string current, string patch, string expected)
    {
        var changes = JsonNode.Parse(patch)!.AsObject();
        var result = StrategicMergePatch.Apply(JsonNode.Parse(current)!.AsObject(), changes, Root);
        JsonNodes.DeepEqual(result, JsonNode.Parse(expected)).ShouldBeTrue(ObjectWriter.ToText(result));
        ObjectWriter.ToText(changes).ShouldBe(patch);
    }

    [Theory]
    [InlineData("""{"selector":{"$patch":"explode"}}""", 500, "unknown patch type: explode in map: map[$patch:explode]")]
    [InlineData("""{"ports":[{"name":"nokey"}]}""", 500, "map: map[name:nokey] does not contain declared merge key: port")]
    [InlineData("""{"ports":[{"$patch":"merge","port":1}]}""", 500, "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"ports":[{"$patch":"x","port":1}]}""", 500, "unknown patch type: x in map: map[$patch:x port:1]")]
    [InlineData("""{"ports":["x"]}""", 500, "list element types are not identical: [[map[port:80]] [x]]")]
    [InlineData("""{"nokey":[{"a":1}]}""", 500, "cannot merge lists without merge key for Test")]
    [InlineData("""{"$setElementOrder/ports":[{"port":80}],"ports":[{"name":"x","port":7}]}""", 500, "The order in patch list:\n[map[name:x port:7]]\n doesn't match $setElementOrder list:\n[map[port:80]]\n")]
    [InlineData("""{"$setElementOrder/none":[1]}""", 500, "unable to find api field in struct Test for the json field \"none\"")]
    [InlineData("""{"$setElementOrder/ports":"x"}""", 500, "expected a []interface {}, but received a string")]
    [InlineData("""{"$setElementOrder":[]}""", 400, "invalid patch format of setElementOrder list")]
    [InlineData("""{"$deleteFromPrimitiveList":["a"]}""", 400, "invalid patch format of primitive list")]
    [InlineData("""{"strategy":{"$retainKeys":["x"],"type":"b"}}""", 400, "invalid patch format of retainKeys")]
    [InlineData("""{"strategy":{"$retainKeys":"x"}}""", 400, "invalid patch format of retainKeys")]
    [InlineData("""{"finalizers":[["a"]]}""", 500, "list element types are not identical: [[f] [[a]]]")]
    public void Apply_Bad_SaysAsKubernetes(string patch, int code, string message)
    {
        var current = JsonNode.Parse("""{"selector":{"a":"b"},"ports":[{"port":80}],"nokey":[{"a":1}],"strategy":{"type":"a"},"finalizers":["f"]}""")!.AsObject();
        var status = Should.Throw<StatusException>(() => StrategicMergePatch.Apply(current, JsonNode.Parse(patch)!.AsObject(), Root)).Status;
        status.Code.ShouldBe(code);
        status.Message.ShouldBe(message);
    }

    private static Schema List(Schema element) => new() { Type = SchemaType.List, Element = element };

    private static Schema Object(params SchemaField[] fields) => new() { Type = SchemaType.Object, Name = "Test", Fields = fields };
}
