using System.Collections.Concurrent;
using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Workloads;

/// <summary>The few names that all clients fight over; new ones now and then, so that no history grows without end.</summary>
internal sealed class Keys
{
    public const int Count = 6;
    private readonly ConcurrentDictionary<string, ObjectState> last = new(StringComparer.Ordinal);
    private int generation;

    public IReadOnlyList<string> Now => [.. Enumerable.Range(0, Count).Select(Name)];

    public string Any() => Name(Random.Shared.Next(Count));

    public void Renew() => Interlocked.Increment(ref generation);

    /// <summary>What somebody saw last of a key; null when nobody did.</summary>
    public ObjectState? Last(string key) => last.GetValueOrDefault(key);

    public void Saw(ObjectState state) => last[state.Key] = state;

    private string Name(int i) => $"k{Volatile.Read(ref generation)}-{i}";
}
