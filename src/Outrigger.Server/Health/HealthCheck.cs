namespace Outrigger.Server.Health;

/// <summary>A health check made of a function.</summary>
/// <param name="name">Unique; the last part of <c>/readyz/NAME</c>.</param>
/// <param name="check">Null when all is well, else why not.</param>
public sealed class HealthCheck(string name, Func<CancellationToken, ValueTask<string?>> check) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>The check that a server which answers at all passes.</summary>
    public static HealthCheck Ping { get; } = new("ping", _ => new((string?)null));

    /// <inheritdoc/>
    public ValueTask<string?> CheckAsync(CancellationToken cancellationToken) => check(cancellationToken);
}
