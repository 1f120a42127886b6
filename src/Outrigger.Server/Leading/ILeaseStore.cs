namespace Outrigger.Server.Leading;

/// <summary>Where a Lease is kept; a write counts only over exactly what was read.</summary>
internal interface ILeaseStore
{
    /// <summary>What is stored; null when there is no Lease.</summary>
    Task<LeaseRecord?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes a record in the place of another (null: none is there); false when something else is there by now.</summary>
    Task<bool> WriteAsync(LeaseRecord? expected, LeaseRecord record, CancellationToken cancellationToken);
}
