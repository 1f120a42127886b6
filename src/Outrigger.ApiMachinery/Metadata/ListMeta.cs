using System.Text.Json.Serialization;

namespace Outrigger.ApiMachinery.Metadata;

/// <summary>The metadata of a list, for typed lists.</summary>
public sealed class ListMeta
{
    [JsonPropertyName("resourceVersion")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResourceVersion { get; set; }

    /// <summary>Asks for the next page; null on the last.</summary>
    [JsonPropertyName("continue")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continue { get; set; }

    /// <summary>How many objects follow this page, where that is known.</summary>
    [JsonPropertyName("remainingItemCount")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RemainingItemCount { get; set; }
}
