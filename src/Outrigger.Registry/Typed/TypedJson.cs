using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Outrigger.Registry.Typed;

/// <summary>How typed kinds become JSON and back: camelCase names, enums as their names, null left out.</summary>
public static class TypedJson
{
    /// <summary>The options of the registry; give them a source-generated resolver to be trim-safe.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(), new KubernetesTimeConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
