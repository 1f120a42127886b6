namespace Outrigger.Registry.Custom;

/// <summary>
/// Custom storage of a kind: get, list and a write with a version check. resourceVersion, history, watch, selectors, paging and fan-out
/// are given. Implement <see cref="IChangeFeed"/> too when others change the objects and the storage can tell of it.
/// </summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
public interface ICustomStorage<T> : IObjectSource<T>
    where T : class
{
    /// <summary>
    /// Creates, replaces or deletes one object if its version is the expected one, atomically and durably. Returns the version that
    /// this write gave the object, though another may be newer by now (after a deletion: anything), or null when the check failed and
    /// nothing was written. An exception means that it is not known whether it was written.
    /// </summary>
    ValueTask<string?> WriteAsync(ObjectWrite<T> write, CancellationToken cancellationToken);
}
