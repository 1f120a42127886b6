using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests.Json;

public sealed class JsonNodesTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null,"x"]}""", """{"b":[true,null,"x"],"a":1.0}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", false)]
    [InlineData("""{"a":null}""", """{"b":null}""", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("true", "false", false)]
    [InlineData("null", "null", true)]
    [InlineData("null", "{}", false)]
    [InlineData("1.5", "1.50", true)]
    public void DeepEqual_Cases(string a, string b, bool equal)
    {
        var x = ObjectReader.ReadNode(System.Text.Encoding.UTF8.GetBytes(a));
        var y = ObjectReader.ReadNode(System.Text.Encoding.UTF8.GetBytes(b));
        JsonNodes.DeepEqual(x, y).ShouldBe(equal);
        JsonNodes.DeepEqual(y, x).ShouldBe(equal);
        JsonNodes.DeepEqual(JsonNode.Parse(a), y).ShouldBe(equal);
    }

    [Fact]
    public void AsLong_AnyBacking_GivesTheNumber()
    {
        JsonNodes.AsLong(JsonValue.Create(5)).ShouldBe(5);
        JsonNodes.AsLong(JsonValue.Create(5L)).ShouldBe(5);
        JsonNodes.AsLong(JsonValue.Create(5.0)).ShouldBe(5);
        JsonNodes.AsLong(JsonValue.Create(5m)).ShouldBe(5);
        JsonNodes.AsLong(JsonNode.Parse("5")).ShouldBe(5);
        JsonNodes.AsLong(JsonValue.Create(5.5)).ShouldBeNull();
        JsonNodes.AsLong(JsonValue.Create("5")).ShouldBeNull();
        JsonNodes.AsLong(JsonValue.Create(9.3e18)).ShouldBeNull();
    }

    [Fact]
    public void Get_Path_FollowsObjects()
    {
        var root = JsonNode.Parse("""{"a":{"b":{"c":"x","n":3,"t":true,"l":["p",1],"m":{"k":"v","z":1}}}}""")!.AsObject();
        JsonNodes.GetString(root, "a", "b", "c").ShouldBe("x");
        JsonNodes.GetLong(root, "a", "b", "n").ShouldBe(3);
        JsonNodes.GetBool(root, "a", "b", "t").ShouldBe(true);
        JsonNodes.GetString(root, "a", "c", "c").ShouldBeNull();
        JsonNodes.StringList(JsonNodes.Get(root, "a", "b", "l")).ShouldBe(["p"]);
        JsonNodes.StringMap(JsonNodes.Get(root, "a", "b", "m")).ShouldBe([new("k", "v")]);
    }

    [Fact]
    public void SortKeys_Unsorted_OrdersByUnits()
    {
        var map = JsonNode.Parse("""{"b":1,"B":2,"a":{"z":1,"y":2}}""")!.AsObject();
        JsonNodes.SortKeys(map);
        ObjectWriter.ToText(map).ShouldBe("""{"B":2,"a":{"z":1,"y":2},"b":1}""");
    }

    [Theory]
    [InlineData("a\"b\\c\n", "\"a\\\"b\\\\c\\n\"")]
    [InlineData("\u0001é\u00a0\U0001F600", "\"\\x01é\\u00a0\U0001F600\"")]
    public void Quote_IsGos(string text, string expected) => GoText.Quote(text).ShouldBe(expected);
}
