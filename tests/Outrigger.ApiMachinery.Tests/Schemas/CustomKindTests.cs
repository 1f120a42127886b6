using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

public sealed class CustomKindTests
{
    [Theory]
    [InlineData("""{}""", "spec: Required value")]
    [InlineData("""{"spec":{}}""", "spec.image: Required value")]
    [InlineData("""{"spec":{"image":"a","count":-1}}""", "spec.count: Invalid value: -1: spec.count in body should be greater than or equal to 0")]
    [InlineData("""{"spec":{"image":"a","count":500}}""", "spec.count: Invalid value: 500: spec.count in body should be less than or equal to 10")]
    [InlineData("""{"spec":{"image":""}}""", "spec.image: Invalid value: \"\": spec.image in body should be at least 1 chars long")]
    [InlineData("""{"spec":{"image":"abcdef"}}""", "spec.image: Too long: may not be more than 5 bytes")]
    [InlineData("""{"spec":{"image":"a","code":"b"}}""", "spec.code: Invalid value: \"b\": spec.code in body should match '^a+$'")]
    [InlineData("""{"spec":{"image":"a","phase":"Half"}}""", "spec.phase: Unsupported value: \"Half\": supported values: \"On\", \"Off\"")]
    [InlineData("""{"spec":{"image":"a","since":"now"}}""", "spec.since: Invalid value: \"now\": spec.since in body must be of type date-time: \"now\"")]
    [InlineData("""{"spec":{"image":"a","ports":[{"name":"p","port":"3"}]}}""", "spec.ports[0].port: Invalid value: \"string\": spec.ports[0].port in body must be of type integer: \"string\"")]
    [InlineData("""{"spec":{"image":"a","ports":[{"name":"p","port":1.5}]}}""", "spec.ports[0].port: Invalid value: \"number\": spec.ports[0].port in body must be of type integer: \"number\"")]
    [InlineData("""{"spec":{"image":"a","tags":{"a":"b"}}}""", "spec.tags: Invalid value: \"object\": spec.tags in body must be of type array: \"object\"")]
    [InlineData("""{"spec":{"image":"a","limits":"word"}}""", "spec.limits: Invalid value: \"string\": spec.limits in body must be of type object: \"string\"")]
    [InlineData("""{"spec":{"image":"a","limits":{"cpu":5}}}""", "spec.limits.cpu: Invalid value: \"integer\": spec.limits.cpu in body must be of type string: \"integer\"")]
    [InlineData("""{"spec":{"image":"a","steps":["a",null]}}""", "spec.steps[1]: Invalid value: \"null\": spec.steps[1] in body must be of type string: \"null\"")]
    [InlineData("""{"spec":{"image":"a","steps":["a","b","c","d"]}}""", "spec.steps: Too many: 4: must have at most 3 items")]
    [InlineData("""{"spec":{"image":"a","ports":[{"port":1}]}}""", "spec.ports[0].name: Required value")]
    [InlineData("""{"spec":{"image":"a","ports":[{"name":"p"},{"name":"p","port":2}]}}""", "spec.ports[1]: Duplicate value: {\"name\":\"p\"}")]
    [InlineData("""{"spec":{"image":"a","tags":["t","u","t","t"]}}""", "spec.tags[2]: Duplicate value: \"t\"")]
    public void Validate_BrokenConstraint_SaysSo(string json, string expected)
    {
        Errors(json).ShouldBe([expected]);
    }

    [Fact]
    public void Validate_ThousandsOfErrorsBelowALongKey_AreBounded()
    {
        var key = new string('k', 100_000);
        var list = new Schema { Type = SchemaType.List, Element = new Schema { Type = SchemaType.Integer } };
        var obj = Parse($$"""{"{{key}}":[{{string.Join(',', Enumerable.Repeat("\"x\"", 5_000))}}]}""");
        var errors = new List<FieldError>();

        SchemaValidator.Validate(obj, new Schema { Type = SchemaType.Map, Element = list }, "", errors);

        errors.Count.ShouldBe(ApiErrors.MostErrors);
        errors.ShouldAllBe(e => e.Field.Length < 5_000);
    }

    [Fact]
    public void Prune_ThousandsOfFieldsBelowALongKey_RemovesAllAndNamesSome()
    {
        var key = new string('k', 100_000);
        var limit = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"f{i}\":1"));
        var obj = Parse("{\"spec\":{\"limits\":{\"" + key + "\":{" + limit + "}}}}");

        var removed = Pruner.Prune(obj, ShopSchema.Make());

        obj["spec"]!["limits"]![key].ShouldBeOfType<JsonObject>().ShouldBeEmpty();
        removed.Count.ShouldBe(ReadReport.Limit);
        removed.ShouldAllBe(path => path.Length < 5_000);
    }

    [Theory]
    [InlineData("""{"spec":{"image":"a","ports":[{"name":"p","port":2.0}]}}""")]
    [InlineData("""{"spec":{"image":"aaaaa","steps":["s","s"],"tags":["a","b"],"maybe":null,"since":"2026-01-01T00:00:00+02:00"}}""")]
    public void Validate_ValueThatFits_HasNoErrors(string json)
    {
        Errors(json).ShouldBeEmpty();
    }

    [Fact]
    public void Apply_MissingAndNull_TakeTheDefault()
    {
        var obj = Parse("""{"spec":{"image":"a","color":null,"code":null,"maybe":null,"ports":[{"name":"p"},{"name":"q","protocol":"UDP"}]}}""");

        Defaulter.Apply(obj, ShopSchema.Make());

        ObjectWriter.ToText(obj).ShouldBe(
            """{"spec":{"count":1,"image":"a","color":"blue","maybe":null,"ports":[{"name":"p","protocol":"TCP"},{"name":"q","protocol":"UDP"}]}}""");
    }

    [Fact]
    public void Prune_UnknownFields_AreRemovedAndNamedInOrder()
    {
        var obj = Parse(
            """{"kind":"Shop","spec":{"shape":"round","image":"a","free":{"any":1},"ports":[{"name":"p","host":"h"}],"limits":{"free":"form"}},"extra":{"a":"b"}}""");

        Pruner.Prune(obj, ShopSchema.Make()).ShouldBe(["extra", "spec.ports[0].host", "spec.shape"]);

        ObjectWriter.ToText(obj).ShouldBe("""{"kind":"Shop","spec":{"image":"a","free":{"any":1},"ports":[{"name":"p"}],"limits":{"free":"form"}}}""");
    }

    private static IEnumerable<string> Errors(string json)
    {
        var errors = new List<FieldError>();
        SchemaValidator.Validate(Parse(json), ShopSchema.Make(), "", errors);
        return errors.Select(e => e.ToString());
    }

    private static JsonObject Parse(string json) => ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes(json));
}
