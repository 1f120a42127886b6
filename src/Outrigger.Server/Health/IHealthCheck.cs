namespace Outrigger.Server.Health;

/// <summary>One named condition of a healthy server.</summary>
public interface IHealthCheck
{
    /// <summary>Unique; the last part of <c>/readyz/NAME</c>.</summary>
    string Name { get; }

    /// <summary>Null when all is well, else why not, for the operator. An exception counts as unwell.</summary>
    ValueTask<string?> CheckAsync(CancellationToken cancellationToken);
}
