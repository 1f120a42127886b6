namespace Outrigger.Storage.Contract;

/// <summary>What every store refuses as a mistake of its caller, before it looks at data.</summary>
public static class CommitCheck
{
    /// <summary>The most writes in one commit.</summary>
    public const int MaxWrites = 1024;

    /// <summary>Throws <see cref="ArgumentException"/> for a commit without meaning.</summary>
    public static void Validate(IReadOnlyList<StoreWrite> writes)
    {
        if (writes.Count is 0 or > MaxWrites)
        {
            throw new ArgumentException($"a commit has 1 to {MaxWrites} writes, not {writes.Count}", nameof(writes));
        }

        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i] is { Value: null, ExpectedRevision: 0 })
            {
                throw new ArgumentException($"the deletion of {writes[i].Key} does not say which revision", nameof(writes));
            }

            for (var j = 0; j < i; j++)
            {
                if (string.Equals(writes[i].Key, writes[j].Key, StringComparison.Ordinal))
                {
                    throw new ArgumentException($"a commit writes {writes[i].Key} twice", nameof(writes));
                }
            }
        }
    }
}
