using System.Runtime.CompilerServices;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Server.Health;

namespace Outrigger.Server.OpenApi;

/// <summary>The documents of what is served here, made at first use and kept as long as the catalog keeps the resources.</summary>
internal sealed class LocalDocuments(SchemaLibrary schemas)
{
    private readonly OpenApiV3Builder builder = new(schemas);
    private readonly ConditionalWeakTable<IReadOnlyList<ServedResource>, OpenApiDocument> documents = [];

    /// <summary>The path of a group version below /openapi/v3.</summary>
    public static string PathOf(CatalogGroupVersion version) =>
        version.GroupVersion.Group.Length == 0 ? $"api/{version.GroupVersion.Version}" : $"apis/{version.GroupVersion}";

    public OpenApiDocument Of(CatalogGroupVersion version) => documents.GetValue(version.Resources, _ => Make(version));

    private OpenApiDocument Make(CatalogGroupVersion version) =>
        builder.Build(version.GroupVersion, [.. version.Resources.Select(r => r.Kind)], ServerVersion.GitVersion);
}
