using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Outrigger.CustomMetrics.Tests.Fakes;

/// <summary>Keeps what is logged, with the id of each line.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> lines = new();

    /// <summary>The lines with this id.</summary>
    public IReadOnlyList<string> Of(int id) => [.. lines.Where(l => l.Id == id).Select(l => l.Text)];

    public override string ToString() => string.Join('\n', lines.Select(l => l.Text));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception?.Message}".Trim()));

    public void Dispose()
    {
    }
}
