using System.Collections.Concurrent;

namespace Outrigger.Server.Reviewing;

/// <summary>Answers of another server, remembered for a time. Bounded: when full, it is emptied of what is old, then of everything.</summary>
internal sealed class ExpiringCache<TKey, TValue>(TimeProvider time, int capacity, IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> entries = new(comparer);

    public bool TryGet(TKey key, out TValue value)
    {
        if (entries.TryGetValue(key, out var entry) && entry.Until > time.GetUtcNow())
        {
            value = entry.Value;
            return true;
        }

        value = default!;
        return false;
    }

    public void Set(TKey key, TValue value, TimeSpan lifetime)
    {
        if (lifetime <= TimeSpan.Zero)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (entries.Count >= capacity)
        {
            foreach (var (old, entry) in entries)
            {
                if (entry.Until <= now)
                {
                    entries.TryRemove(old, out _);
                }
            }

            if (entries.Count >= capacity)
            {
                entries.Clear();
            }
        }

        entries[key] = (value, now + lifetime);
    }
}
