using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Outrigger.Client.Rest;

/// <summary>How clients write and read typed objects when they are given no options: what is known of types is shared by all clients.</summary>
internal static class ClientJson
{
    private const string Guarded = "reflected only where JsonSerializer.IsReflectionEnabledByDefault, which is off in a trimmed program";

    public static JsonSerializerOptions Options { get; } = Make();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Guarded)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Guarded)]
    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(),
        };
        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
            options.Converters.Add(new JsonStringEnumConverter());
        }

        options.MakeReadOnly();
        return options;
    }
}
