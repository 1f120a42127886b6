using System.Diagnostics;
using System.Runtime.InteropServices;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Demo.Processes;

/// <summary>A program that the demo runs. What it writes goes to a log file and can be waited for.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private readonly Process process;
    private readonly ProcessLog log;
    private readonly string name;
    private readonly TimeProvider time;
    private readonly Task ended;

    private ChildProcess(Process process, ProcessLog log, string name, TimeProvider time)
    {
        this.process = process;
        this.log = log;
        this.name = name;
        this.time = time;
        ended = Task.WhenAll(log.ReadAsync(process.StandardOutput), log.ReadAsync(process.StandardError), process.WaitForExitAsync());
    }

    /// <summary>The number that the operating system gave it.</summary>
    public int Id => process.Id;

    /// <summary>How it ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Ends when the process has.</summary>
    public Task Ended => ended;

    /// <summary>Starts it.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="command">The executable and what it is given.</param>
    /// <param name="logFile">Where its output goes; a file that is there goes on.</param>
    /// <param name="time">The clock of all waiting.</param>
    public static ChildProcess Start(string name, IReadOnlyList<string> command, string logFile, TimeProvider time)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var log = ProcessLog.Create(logFile);
        try
        {
            var process = Process.Start(start) ?? throw new StartupException($"cannot start {command[0]}");
            process.StandardInput.Close();
            return new ChildProcess(process, log, name, time);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StartupException($"cannot start {command[0]}: {e.Message}", e);
        }
    }

    /// <summary>Waits until a line with that text was written; throws when the process ends first, or when it takes too long.</summary>
    public async Task<string> WaitForLineAsync(string text, TimeSpan limit, CancellationToken cancellationToken)
    {
        var line = log.FirstWith(text);
        try
        {
            await Task.WhenAny(line, ended).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new StartupException($"{name} was not ready within {limit.TotalSeconds:0} s; its log is {log.Path}{log.LastLines()}");
        }

        return line.IsCompletedSuccessfully
            ? await line.ConfigureAwait(false)
            : throw new StartupException($"{name} ended with exit code {process.ExitCode}; its log is {log.Path}{log.LastLines()}");
    }

    /// <summary>Asks it to stop and waits; after 15 seconds it is ended.</summary>
    /// <param name="grace">How long it may take to end without being asked: it got the terminal's Ctrl-C as we did.</param>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!await EndsWithinAsync(grace).ConfigureAwait(false))
        {
            _ = Kill(process.Id, 15);
            if (!await EndsWithinAsync(StopLimit).ConfigureAwait(false))
            {
                process.Kill(entireProcessTree: true);
                await ended.ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!ended.IsCompleted)
        {
            await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        }

        process.Dispose();
        log.Dispose();
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        try
        {
            await ended.WaitAsync(limit, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return ended.IsCompleted;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
