namespace Outrigger.Registry.Custom;

/// <summary>Tells of changes that others make to the objects of a storage.</summary>
public interface IChangeFeed
{
    /// <summary>
    /// Which objects may have changed, for ever. The first element is null, as soon as no later change can be missed; null later says
    /// that any may have changed. Telling too often is harmless: what is told is read again. When it ends or throws, it is asked again
    /// after a pause, and everything is compared.
    /// </summary>
    IAsyncEnumerable<ObjectName?> ChangesAsync(CancellationToken cancellationToken);
}
