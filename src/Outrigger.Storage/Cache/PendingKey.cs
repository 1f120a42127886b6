namespace Outrigger.Storage.Cache;

/// <summary>
/// Recognises the event of a write of this process: the same key and the same bytes. A store that publishes from memory hands
/// back the very same memory, so that comparing is free.
/// </summary>
internal readonly struct PendingKey(string key, ReadOnlyMemory<byte> value) : IEquatable<PendingKey>
{
    private readonly string key = key;
    private readonly ReadOnlyMemory<byte> value = value;

    public bool Equals(PendingKey other) =>
        string.Equals(key, other.key, StringComparison.Ordinal)
        && (value.Equals(other.value) || value.Span.SequenceEqual(other.value.Span));

    public override bool Equals(object? obj) => obj is PendingKey other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(key, StringComparison.Ordinal);
}
