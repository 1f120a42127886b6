namespace Outrigger.Storage.Contract;

/// <summary>A read asked for a revision that has not happened yet; Kubernetes answers "Too large resource version".</summary>
public sealed class RevisionAheadException(long requested, long current)
    : Exception($"Too large resource version: {requested}, current: {current}")
{
    /// <summary>The revision that was asked for.</summary>
    public long Requested { get; } = requested;

    /// <summary>The newest revision that is known.</summary>
    public long Current { get; } = current;
}
