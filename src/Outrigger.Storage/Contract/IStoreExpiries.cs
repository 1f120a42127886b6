namespace Outrigger.Storage.Contract;

/// <summary>What a store knows of its records' times to live.</summary>
public interface IStoreExpiries
{
    /// <summary>The keys that end by themselves and when, as of a revision that can be read.</summary>
    ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadExpiriesAsync(long revision, CancellationToken cancellationToken);
}
