namespace Outrigger.ApiMachinery.Swagger;

/// <summary>What one source gives to an OpenAPI v2 document: by name the JSON of paths, definitions and shared parameters.</summary>
internal sealed class SwaggerPart
{
    public SortedDictionary<string, byte[]> Paths { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, byte[]> Definitions { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, byte[]> Parameters { get; init; } = new(StringComparer.Ordinal);
}
