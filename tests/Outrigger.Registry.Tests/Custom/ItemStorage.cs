using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Outrigger.Registry.Custom;

namespace Outrigger.Registry.Tests.Custom;

/// <summary>A custom storage in memory, without a feed; tests change it behind the server's back and make it fail.</summary>
internal class ItemStorage : ICustomStorage<Item>
{
    private readonly ConcurrentDictionary<ObjectName, StoredItem<Item>> rows = new();
    private readonly Lock gate = new();
    private long version;

    public Exception? Failure { get; set; }

    /// <summary>A row that is there and cannot be read.</summary>
    public ObjectName? Unreadable { get; set; }

    public async IAsyncEnumerable<StoredItem<Item>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, row) in rows)
        {
            if (name == Unreadable)
            {
                continue;
            }

            yield return Failure is null ? row : throw Failure;
        }
    }

    public ValueTask<StoredItem<Item>?> GetAsync(ObjectName name, CancellationToken cancellationToken) =>
        name == Unreadable ? throw new InvalidDataException($"{name} is no item") : new(rows.GetValueOrDefault(name));

    public virtual ValueTask<string?> WriteAsync(ObjectWrite<Item> write, CancellationToken cancellationToken)
    {
        string mine;
        lock (gate)
        {
            if (rows.GetValueOrDefault(write.Name)?.Version != write.ExpectedVersion)
            {
                return new((string?)null);
            }

            mine = $"{++version}";
            if (write.Object is { } item)
            {
                rows[write.Name] = new StoredItem<Item>(item, mine);
            }
            else
            {
                rows.TryRemove(write.Name, out _);
            }
        }

        Told(write.Name);
        return Failure is null ? new(mine) : throw Failure;
    }

    /// <summary>What somebody else does.</summary>
    public void Set(Item item) => WriteAsync(
        new ObjectWrite<Item>(NameOf(item), item, rows.GetValueOrDefault(NameOf(item))?.Version), CancellationToken.None).AsTask().IsCompletedSuccessfully.ShouldBeTrue();

    public void Remove(ObjectName name) =>
        WriteAsync(new ObjectWrite<Item>(name, null, rows[name].Version), CancellationToken.None).AsTask().IsCompletedSuccessfully.ShouldBeTrue();

    public static ObjectName NameOf(Item item) => new(item.Metadata.Namespace ?? "", item.Metadata.Name ?? "");

    protected virtual void Told(ObjectName name)
    {
    }
}

/// <summary>With a feed that may be cut.</summary>
internal sealed class ToldItemStorage : ItemStorage, IChangeFeed
{
    private readonly Lock gate = new();
    private Channel<ObjectName?> changes = Channel.CreateUnbounded<ObjectName?>();

    /// <summary>How often somebody began to follow.</summary>
    public int Asked { get; private set; }

    public async IAsyncEnumerable<ObjectName?> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChannelReader<ObjectName?> mine;
        lock (gate)
        {
            changes = Channel.CreateUnbounded<ObjectName?>();
            mine = changes.Reader;
            Asked++;
        }

        yield return null;
        await foreach (var change in mine.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    public void Cut()
    {
        lock (gate)
        {
            changes.Writer.TryComplete(new IOException("the connection was cut"));
        }
    }

    protected override void Told(ObjectName name)
    {
        lock (gate)
        {
            changes.Writer.TryWrite(name);
        }
    }
}
