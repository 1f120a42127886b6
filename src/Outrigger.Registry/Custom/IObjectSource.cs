namespace Outrigger.Registry.Custom;

/// <summary>Where objects come from: the reading half of custom storage, and all of a computed kind. Called by many threads at once.</summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
public interface IObjectSource<T>
    where T : class
{
    /// <summary>All objects of all namespaces, each once, in any order. One that cannot be read is left out: a list that throws is no list.</summary>
    IAsyncEnumerable<StoredItem<T>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// One object as it is now; null when there is none. Throws <see cref="InvalidDataException"/> for one that cannot be read: what was
    /// last read of it is served on. Any other exception says that the storage does not answer.
    /// </summary>
    ValueTask<StoredItem<T>?> GetAsync(ObjectName name, CancellationToken cancellationToken);
}
