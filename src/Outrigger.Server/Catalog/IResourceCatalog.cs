namespace Outrigger.Server.Catalog;

/// <summary>
/// Everything that is served, filled by built-in kinds, typed kinds, CRDs and APIServices; read by router, discovery, OpenAPI,
/// garbage collection and the namespace controller.
/// </summary>
public interface IResourceCatalog
{
    /// <summary>The newest snapshot; one volatile read.</summary>
    CatalogSnapshot Current { get; }

    /// <summary>Replaces all that <paramref name="source"/> contributes, in one step.</summary>
    void Publish(string source, IReadOnlyList<CatalogGroupVersion> entries);

    /// <summary>Ends when the snapshot with <paramref name="generation"/> is no longer the newest.</summary>
    Task WaitForChangeAsync(long generation, CancellationToken cancellationToken);
}
