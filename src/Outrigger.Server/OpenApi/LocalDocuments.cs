using System.Runtime.CompilerServices;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Server.Health;

namespace Outrigger.Server.OpenApi;

/// <summary>The v3 documents of what is served here, made at first use and kept as long as the catalog keeps the resources.</summary>
internal sealed class LocalDocuments(IResourceCatalog catalog, SchemaLibrary schemas)
{
    private readonly OpenApiV3Builder builder = new(schemas);
    private readonly ConditionalWeakTable<IReadOnlyList<ServedResource>, OpenApiDocument> documents = [];

    /// <summary>By path below /openapi/v3 all that there are, in the order of discovery; a document is made when it is read.</summary>
    public IEnumerable<KeyValuePair<string, OpenApiDocument>> All =>
        FixedDocuments.All.Concat(Versions().Select(v => KeyValuePair.Create(PathOf(v), Of(v))));

    /// <summary>The document of a path; null when there is none.</summary>
    public OpenApiDocument? Find(string path) =>
        FixedDocuments.All.GetValueOrDefault(path) ?? (Versions().FirstOrDefault(v => PathOf(v) == path) is { } version ? Of(version) : null);

    private static string PathOf(CatalogGroupVersion version) =>
        version.GroupVersion.Group.Length == 0 ? $"api/{version.GroupVersion.Version}" : $"apis/{version.GroupVersion}";

    private IEnumerable<CatalogGroupVersion> Versions() => catalog.Current.Groups.SelectMany(g => g).Where(v => v.Remote is null || v.Document is not null);

    private OpenApiDocument Of(CatalogGroupVersion version) => version.Document ?? documents.GetValue(
        version.Resources,
        _ => builder.Build(version.GroupVersion, [.. version.Resources.Select(r => r.Kind)], ServerVersion.GitVersion));
}
