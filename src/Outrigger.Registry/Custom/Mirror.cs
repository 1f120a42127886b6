using System.Collections.Concurrent;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Custom;

/// <summary>
/// What is known of a custom storage, with the revisions and the history that the storage itself lacks. Changes of one key are made
/// one at a time, by whoever holds its lock.
/// </summary>
internal sealed class Mirror : IAsyncDisposable
{
    private const int LockCount = 64;
    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, LockCount).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    // Microseconds since 1970: more than any earlier process gave out, so that resourceVersions from before a restart are old ones.
    public Mirror(TimeProvider time) => Store = new MemoryStore(time, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public MemoryStore Store { get; }

    public IEnumerable<string> Keys => entries.Keys;

    public Entry? Find(string key) => entries.GetValueOrDefault(key);

    /// <summary>Waits for the right to change a key; dispose of what is returned.</summary>
    public async ValueTask<Held> LockAsync(string key, CancellationToken cancellationToken)
    {
        var gate = locks[(uint)string.GetHashCode(key, StringComparison.Ordinal) % LockCount];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Held(gate);
    }

    /// <summary>Makes a key what the storage has; the lock is held. Another uid is another object: the old one is deleted first.</summary>
    public async ValueTask<long> SetAsync(string key, StoredObject item, string version)
    {
        var value = item.EncodeValue();
        if (Find(key) is { } known)
        {
            if (known.Value.Span.SequenceEqual(value.Span))
            {
                entries[key] = known with { Version = version };
                return known.Revision;
            }

            if (known.Uid != item.Uid)
            {
                await RemoveAsync(key).ConfigureAwait(false);
            }
        }

        var revision = await CommitAsync(new StoreWrite(key, value, Find(key)?.Revision ?? 0)).ConfigureAwait(false);
        entries[key] = new Entry(version, revision, item.Uid, value);
        return revision;
    }

    /// <summary>Forgets a key; the lock is held.</summary>
    public async ValueTask<long> RemoveAsync(string key)
    {
        if (Find(key) is not { } known)
        {
            return 0;
        }

        var revision = await CommitAsync(new StoreWrite(key, null, known.Revision)).ConfigureAwait(false);
        entries.TryRemove(key, out _);
        return revision;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        foreach (var gate in locks)
        {
            gate.Dispose();
        }
    }

    private async ValueTask<long> CommitAsync(StoreWrite write) =>
        await Store.CommitAsync([write], CancellationToken.None).ConfigureAwait(false) is CommitResult.Committed done
            ? done.Revision
            : throw new InvalidOperationException($"{write.Key} was changed by somebody who does not hold its lock");

    /// <summary>One object.</summary>
    /// <param name="Version">The storage's.</param>
    /// <param name="Revision">Ours: the resourceVersion.</param>
    /// <param name="Uid">metadata.uid.</param>
    /// <param name="Value">As it is kept.</param>
    public sealed record Entry(string Version, long Revision, string Uid, ReadOnlyMemory<byte> Value);

    /// <summary>The right to change a key.</summary>
    public readonly struct Held(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
