using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Outrigger.MetricsServer.Tests.Fakes;

/// <summary>Keeps what is logged from warnings and notes of the metrics server.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>The lines that name a node.</summary>
    public List<string> Of(string node) => [.. lines.Where(l => l.Contains($"node {node}", StringComparison.Ordinal) && !l.Contains($"node {node}-", StringComparison.Ordinal))];

    public override string ToString() => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
