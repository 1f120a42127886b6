using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// A field set as a value in a JSON tree. Most are made to be written once, and a tree of small objects would cost more than all
/// else about them.
/// </summary>
internal static class FieldSetNode
{
    private static readonly JsonTypeInfo<FieldSet> Info = JsonMetadataServices.CreateValueInfo<FieldSet>(
        new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() }, new Converter());

    public static JsonNode Of(FieldSet set) => JsonValue.Create(set, Info)!;

    /// <summary>The set, or null when the node is another.</summary>
    public static FieldSet? Set(JsonNode? node) => node is JsonValue value && value.TryGetValue<FieldSet>(out var set) ? set : null;

    private sealed class Converter : JsonConverter<FieldSet>
    {
        public override FieldSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            FieldSetJson.Read(JsonNode.Parse(ref reader));

        public override void Write(Utf8JsonWriter writer, FieldSet value, JsonSerializerOptions options) => FieldSetJson.Write(value, writer);
    }
}
