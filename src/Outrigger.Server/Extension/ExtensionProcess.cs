using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Client.Configuration;
using Outrigger.Registry.Typed;
using Outrigger.Server.Audit;
using Outrigger.Server.Delegation;
using Outrigger.Server.Lifecycle;
using Outrigger.Storage.Contract;

namespace Outrigger.Server.Extension;

/// <summary>The process around an extension server: flags, signals, exit codes, and start-up failures told for people.</summary>
internal static class ExtensionProcess
{
    public static async Task<int> RunAsync(
        ExtensionServerBuilder builder, string[] args, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        ExtensionServerOptions options;
        try
        {
            options = ExtensionFlags.Parse(args);
        }
        catch (ArgumentException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message).ConfigureAwait(false);
            return 2;
        }

        if (options.Help)
        {
            await Console.Out.WriteAsync(ExtensionFlags.Help(builder.Name)).ConfigureAwait(false);
            return 0;
        }

        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        using var own = loggers is null ? LoggerFactory.Create(Log) : null;
        return await ServeAsync(builder, options, loggers ?? own!, stop.Token).ConfigureAwait(false);
    }

    // standard output is for --audit-log-path=-
    internal static void Log(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static async Task<int> ServeAsync(
        ExtensionServerBuilder builder, ExtensionServerOptions options, ILoggerFactory loggers, CancellationToken stop)
    {
        try
        {
            var server = await ExtensionServer.StartAsync(builder, options, loggers, stop).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await server.RunAsync(stop).ConfigureAwait(false);
            }

            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (BackgroundException)
        {
            return 1; // it is in the log, with its stack
        }
        catch (Exception failure) when (IsStartupFailure(failure))
        {
            await Console.Error.WriteLineAsync($"{builder.Name} cannot start:\n{failure.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    // what an operator can mend; anything else is a bug and ends with its stack
    private static bool IsStartupFailure(Exception failure) =>
        failure is AuditException or DelegationException or ClientConfigException or TypedSchemaException or StatusException or StoreUnavailableException
            or HttpRequestException or TimeoutException or IOException or UnauthorizedAccessException or CryptographicException;
}
