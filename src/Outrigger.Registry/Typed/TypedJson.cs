using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Registry.Typed;

/// <summary>How typed kinds become JSON and back: camelCase names, enums as their names, null left out.</summary>
public static class TypedJson
{
    private const string Reflecting = "who trims a program with kinds of its own gives a source-generated resolver; the command line has none";

    /// <summary>The options of the registry; give them a source-generated resolver to be trim-safe.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reflecting)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reflecting)]
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
