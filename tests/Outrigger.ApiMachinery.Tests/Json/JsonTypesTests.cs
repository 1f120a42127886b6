using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests.Json;

public sealed partial class JsonTypesTests
{
    [Fact]
    public void ToTree_OfOptionsWithoutAResolver_ReflectsAsTheSerializerDoes()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);

        JsonTypes.ToTree(new Pair(1, "x"), options)!.ToJsonString().ShouldBe("""{"number":1,"text":"x"}""");
        JsonTypes.FromTree<Pair>(JsonNode.Parse("""{"number":2}""")!, options).ShouldBe(new Pair(2, null));
    }

    [Fact]
    public void ToTree_OfAGeneratedResolver_UsesNoOther()
    {
        JsonTypes.ToTree(new Pair(1, null), Known.Default.Options)!.ToJsonString().ShouldBe("""{"Number":1,"Text":null}""");
        Should.Throw<NotSupportedException>(() => JsonTypes.ToTree(new Other(), Known.Default.Options)).Message.ShouldContain(nameof(Other));
    }

    [Fact]
    public void ToText_OfAnyValue_IsThatOfItsOwnType()
    {
        object pair = new Pair(3, "y");

        JsonTypes.ToText(pair, JsonSerializerOptions.Default).ShouldBe("""{"Number":3,"Text":"y"}""");
        JsonTypes.ToText(null, JsonSerializerOptions.Default).ShouldBe("null");
    }

    internal sealed record Pair(int Number, string? Text);

    internal sealed record Other;

    [JsonSerializable(typeof(Pair))]
    private sealed partial class Known : JsonSerializerContext;
}
