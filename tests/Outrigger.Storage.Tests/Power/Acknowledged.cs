using System.Text;

namespace Outrigger.Storage.Tests.Power;

/// <summary>What clients were told up to a moment.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<string, (long Revision, bool Deleted)> keys = new(StringComparer.Ordinal);

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>The newest revision of all.</summary>
    public long Newest { get; private set; } = 1;

    /// <summary>A deletion was asked for, which may have happened.</summary>
    public void Ask(byte[] key) => asked.Add(Encoding.ASCII.GetString(key));

    public void Tell(byte[] line)
    {
        var parts = Encoding.ASCII.GetString(line).Split(' ');
        var revision = long.Parse(parts[0]);
        Newest = Math.Max(Newest, revision);
        foreach (var part in parts[1..])
        {
            keys[part[1..]] = (revision, part[0] == '-');
            asked.Remove(part[1..]);
        }
    }

    /// <summary>
    /// What is missing from a store. It may have later states of a key, from commits that were not acknowledged yet.
    /// </summary>
    public IEnumerable<string> Missing(IReadOnlyDictionary<string, long> stored, long storeRevision)
    {
        if (storeRevision < Newest)
        {
            yield return $"the store is at revision {storeRevision}, {Newest} was told";
        }

        foreach (var (key, (revision, deleted)) in keys)
        {
            if (stored.TryGetValue(key, out var there))
            {
                if (there < revision)
                {
                    yield return $"{key} is there at revision {there}, {revision} was told{(deleted ? " of its deletion" : "")}";
                }
            }
            else if (!deleted && !asked.Contains(key))
            {
                yield return $"{key} of revision {revision} is not there";
            }
        }
    }
}
