using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Outrigger.Registry.Custom;

/// <summary>How a custom storage is followed.</summary>
public sealed record CustomStorageOptions
{
    /// <summary>How often a storage without a change feed is listed and compared; default 5 s; zero when nobody else changes it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>For what an operator should know.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
