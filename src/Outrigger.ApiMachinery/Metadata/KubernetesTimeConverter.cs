using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outrigger.ApiMachinery.Metadata;

/// <summary>Lets typed kinds hold a point in time that is written in whole seconds.</summary>
public sealed class KubernetesTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        KubernetesTime.TryParse(reader.GetString(), out var time) ? time : throw new JsonException("not an RFC 3339 time");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(KubernetesTime.Format(value));
}
