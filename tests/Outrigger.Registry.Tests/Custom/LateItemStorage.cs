using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Outrigger.Registry.Custom;

namespace Outrigger.Registry.Tests.Custom;

/// <summary>A feed that tells the newest change first, and of more than it has room for only that any object may have changed.</summary>
internal sealed class LateItemStorage(int room) : ItemStorage, IChangeFeed
{
    private readonly ConcurrentStack<ObjectName> untold = new();
    private readonly SemaphoreSlim changed = new(0);

    public async IAsyncEnumerable<ObjectName?> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return null;
        while (true)
        {
            await changed.WaitAsync(cancellationToken);
            if (untold.Count > room)
            {
                untold.Clear();
                yield return null;
            }
            else if (untold.TryPop(out var name))
            {
                yield return name;
            }
        }
    }

    protected override void Told(ObjectName name)
    {
        untold.Push(name);
        changed.Release();
    }
}
