using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ControlPlane.CustomResources.Schemas;

namespace Outrigger.ControlPlane.Tests.CustomResources;

public sealed class JsonSchemaReaderTests
{
    [Theory]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "\"80%\"", true)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "{}", false)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":1}""", true)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":"x"}""", false)]
    [InlineData("""{"type":"string","nullable":true}""", "null", true)]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"c\"", false)]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"abc\"", true)]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"abc\\n\"", false)]
    [InlineData("""{"type":"integer","anyOf":[{"minimum":10},{"maximum":1}]}""", "5", false)]
    [InlineData("""{"type":"integer","anyOf":[{"minimum":10},{"maximum":1}]}""", "11", true)]
    [InlineData("""{"type":"integer","not":{"enum":[3]}}""", "3", false)]
    [InlineData("""{"type":"integer","allOf":[{"minimum":1},{"maximum":3}]}""", "2", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":"x"}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":"x","b":"y"}""", false)]
    public void Read_Value_IsJudged(string props, string value, bool fits)
    {
        var errors = new List<FieldError>();

        SchemaValidator.Validate(JsonNode.Parse(value), JsonSchemaReader.Read(Parse(props)), "v", errors);

        errors.Count.ShouldBe(fits ? 0 : errors.Count, string.Join(", ", errors));
        (errors.Count == 0).ShouldBe(fits);
    }

    [Fact]
    public void Read_NoneOfOneOf_TellsThePlaceInTheText()
    {
        var errors = new List<FieldError>();
        var schema = JsonSchemaReader.Read(Parse("""{"type":"integer","oneOf":[{"minimum":5},{"multipleOf":7}]}"""));

        SchemaValidator.Validate(JsonValue.Create(1), schema, "spec.n", errors);

        errors[0].ToString().ShouldBe("""<nil>: Invalid value: "": "spec.n" must validate one and only one schema (oneOf). Found none valid""");
    }

    [Theory]
    [InlineData(@"^\d{2}$", "12", true)]
    [InlineData(@"^\d{2}$", "١٢", false)]
    [InlineData(@"^[\w.-]+$", "a_b.c-d", true)]
    [InlineData(@"^[[:alpha:]]+$", "abc", true)]
    [InlineData(@"^[[:alpha:]]+$", "ab1", false)]
    [InlineData(@"^(?P<year>[0-9]+)$", "2024", true)]
    [InlineData(@"^[]a]$", "]", true)]
    [InlineData(@"^\$$", "$", true)]
    [InlineData(@"^[$]$", "$", true)]
    public void Compile_GoSyntax_MatchesAsGoDoes(string pattern, string text, bool matches) =>
        GoPattern.Compile(pattern).IsMatch(text).ShouldBe(matches);

    [Theory]
    [InlineData("(")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)")]
    public void Compile_NoneOfGo_Throws(string pattern) => Should.Throw<ArgumentException>(() => GoPattern.Compile(pattern));

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
