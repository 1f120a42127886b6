using System.ComponentModel.DataAnnotations;
using System.Text;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class TypedConstraintsTests
{
    private static readonly Schema Meta = new() { Type = SchemaType.Object };

    [Theory]
    [InlineData("""{"open":"abc","anchored":"abc","either":"b","weights":{"a":1}}""", "")]
    [InlineData("""{"open":"A1b!"}""", "open: Invalid value: \"A1b!\": open in body should match '^(?:[a-z]+)$'")]
    [InlineData("""{"anchored":"abc\n"}""", "anchored: Invalid value: \"abc\\n\": anchored in body should match '^[a-z]+$'")]
    [InlineData("""{"either":"axx"}""", "either: Invalid value: \"axx\": either in body should match '^(?:^a|b$)$'")]
    [InlineData("""{"weights":{}}""", "weights: Invalid value: 0: weights in body should have at least 1 properties")]
    [InlineData("""{"weights":{"a":1,"b":2,"c":3}}""", "weights: Too many: 3: must have at most 2 items")]
    public void Annotations_HoldForTheWholeValue(string json, string expected)
    {
        var errors = new List<FieldError>();
        var value = ObjectReader.Read(Encoding.UTF8.GetBytes(json));

        SchemaValidator.Validate(value, TypedKind.Of(typeof(Measured), Meta, TypedJson.Options).Schema, "", errors);

        string.Join('\n', errors).ShouldBe(expected);
    }

    [Fact]
    public void Annotations_ThatCannotBeChecked_AreRefusedWithTheirPath()
    {
        Should.Throw<TypedSchemaException>(() => TypedKind.Of(typeof(Ahead), Meta, TypedJson.Options)).Message.ShouldStartWith("Ahead.text: [RegularExpression]");
        Should.Throw<TypedSchemaException>(() => TypedKind.Of(typeof(Blob), Meta, TypedJson.Options)).Message.ShouldStartWith("Blob.data: the length");
    }

    [KubernetesResource(Group = "test.example.com", Version = "v1")]
    private sealed class Measured
    {
        [RegularExpression("[a-z]+")]
        public string? Open { get; set; }

        [RegularExpression("^[a-z]+$")]
        public string? Anchored { get; set; }

        [RegularExpression("^a|b$")]
        public string? Either { get; set; }

        [MinLength(1)]
        [MaxLength(2)]
        public Dictionary<string, int>? Weights { get; set; }
    }

    [KubernetesResource(Group = "test.example.com", Version = "v1")]
    private sealed class Ahead
    {
        [RegularExpression("(?=a)b")]
        public string? Text { get; set; }
    }

    [KubernetesResource(Group = "test.example.com", Version = "v1")]
    private sealed class Blob
    {
        [MaxLength(3)]
        public byte[]? Data { get; set; }
    }
}
