using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Outrigger.Fuzz.Tests.Hosting;

/// <summary>Keeps what the server would tell its operator as an error: a fuzzer must not be able to cause any.</summary>
internal sealed class ErrorLog : ILoggerFactory, ILogger
{
    private const int Most = 1000;
    private readonly ConcurrentQueue<string> errors = new();

    /// <summary>Takes what was logged since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (errors.TryDequeue(out var error))
        {
            taken.Add(error);
        }

        return taken;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && errors.Count < Most)
        {
            errors.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
