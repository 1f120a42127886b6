using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Outrigger.ApiMachinery.Json;

/// <summary>
/// C# objects as JSON trees and back, by the type information that the options resolve. With options that have a source-generated
/// resolver nothing is reflected, so that a program may be trimmed or compiled natively.
/// </summary>
public static class JsonTypes
{
    private const string ReflectsByDefault =
        "the resolver is that of reflection only where JsonSerializer.IsReflectionEnabledByDefault, which is off in a trimmed program; there this throws";

    /// <summary>An object as a tree; null for what is written as null.</summary>
    public static JsonNode? ToTree<T>(T value, JsonSerializerOptions options) => JsonSerializer.SerializeToNode(value, Of<T>(options));

    /// <summary>A value of any type as a tree, written as its own type.</summary>
    public static JsonNode? ToTree(object value, JsonSerializerOptions options) => JsonSerializer.SerializeToNode(value, Of(value.GetType(), options));

    /// <summary>A value of any type as text, written as its own type.</summary>
    public static string ToText(object? value, JsonSerializerOptions options) =>
        value is null ? "null" : JsonSerializer.Serialize(value, Of(value.GetType(), options));

    /// <summary>A tree as an object; throws <see cref="JsonException"/> when it does not have the shape of <typeparamref name="T"/>.</summary>
    public static T? FromTree<T>(JsonNode tree, JsonSerializerOptions options) => tree.Deserialize(Of<T>(options));

    private static JsonTypeInfo<T> Of<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)Of(typeof(T), options);

    // throws NotSupportedException, with the name of the type, when the resolver does not know it
    private static JsonTypeInfo Of(Type type, JsonSerializerOptions options)
    {
        if (options.TypeInfoResolver is null)
        {
            TakeDefaultResolver(options);
        }

        return options.GetTypeInfo(type);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = ReflectsByDefault)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = ReflectsByDefault)]
    private static void TakeDefaultResolver(JsonSerializerOptions options) => options.MakeReadOnly(populateMissingResolver: true);
}
