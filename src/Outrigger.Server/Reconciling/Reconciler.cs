namespace Outrigger.Server.Reconciling;

/// <summary>
/// Brings the world, or an object's status, to what the object asks for. Called with the newest state after every change and again
/// after every failure; one object of a kind at a time, so that a slow one holds up the others. It must not rely on having seen each change.
/// Every replica of the server runs it unless <see cref="Extension.ExtensionServerBuilder.LeaderElection"/> is set: what it does outside of the
/// object must be the same when it is done twice.
/// </summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
public abstract class Reconciler<T>
    where T : class
{
    /// <summary>
    /// Looks at one object; an exception is logged and tried again with a growing wait. Only when the object itself is gone or has
    /// changed nothing is logged, as the newer state has a turn of its own.
    /// </summary>
    public abstract Task ReconcileAsync(T obj, ResourceClient<T> resources, CancellationToken cancellationToken);
}
