namespace Outrigger.Storage.Objects;

/// <summary>What was derived from an object, at most two entries, newest first. Immutable; replaced by compare-and-swap.</summary>
internal sealed record DerivedSlot(object Generation, object Value, DerivedSlot? Next)
{
    public static T? Find<T>(DerivedSlot? slot, object generation)
        where T : class
    {
        for (var entry = slot; entry is not null; entry = entry.Next)
        {
            if (ReferenceEquals(entry.Generation, generation) && entry.Value is T known)
            {
                return known;
            }
        }

        return null;
    }

    public static T GetOrAdd<T>(ref DerivedSlot? slot, object generation, StoredObject source, Func<StoredObject, T> derive)
        where T : class
    {
        T? made = null;
        while (true)
        {
            var seen = Volatile.Read(ref slot);
            if (Find<T>(seen, generation) is { } known)
            {
                return known;
            }

            made ??= derive(source);
            var older = seen is null ? null : seen with { Next = null };
            if (ReferenceEquals(Interlocked.CompareExchange(ref slot, new DerivedSlot(generation, made, older), seen), seen))
            {
                return made;
            }
        }
    }
}
