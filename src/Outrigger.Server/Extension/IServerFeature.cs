using Outrigger.Server.Catalog;

namespace Outrigger.Server.Extension;

/// <summary>
/// A part of an extension server that serves whole group versions by itself, whatever their resources. Made and configured by builder
/// methods of its own (<see cref="ExtensionServerBuilder.Feature{T}"/>). Disposed of when the server has stopped.
/// </summary>
public interface IServerFeature : IDisposable
{
    /// <summary>Called once, before the server listens; what it gives is served and described.</summary>
    IReadOnlyList<CatalogGroupVersion> Start(ExtensionContext context);
}
