using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>A server in a process of its own, which may be killed and started again over the same store.</summary>
internal sealed class ServerProcess(ServerSettings settings) : IAsyncDisposable
{
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int FileSize = 1;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Queue<string> lines = new();
    private Process? process;

    /// <summary>Where it listens now; null while it does not run.</summary>
    public Uri? Address { get; private set; }

    /// <summary>What it last said on standard error.</summary>
    public string Log
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>Starts it; returns when it listens.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        foreach (var argument in settings.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        var port = await SaysAsync("port");
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Its next word on standard output, after the one that is expected.</summary>
    public async Task<string> SaysAsync(string word)
    {
        var told = await process!.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(StartLimit);
        if (told?.Split(' ') is [var first, var rest] && first == word)
        {
            return rest;
        }

        Signal(SigKill);
        await process.WaitForExitAsync();
        throw new InvalidOperationException($"the server does not say {word} but {told}: {Log}");
    }

    /// <summary>Has it die at a step, be slow, or hold; see <see cref="Failpoints"/>.</summary>
    public async Task TellAsync(string command)
    {
        await process!.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until it is dead; after the limit it is killed. Whether it died by itself.</summary>
    public async Task<bool> DiesAsync(TimeSpan limit)
    {
        try
        {
            await process!.WaitForExitAsync().WaitAsync(limit);
            return true;
        }
        catch (TimeoutException)
        {
            Signal(SigKill);
            await process!.WaitForExitAsync();
            return false;
        }
        finally
        {
            Address = null;
        }
    }

    public Task KillAsync() => DiesAsync(TimeSpan.Zero);

    /// <summary>SIGSTOP: its sockets stay open, nothing answers.</summary>
    public void Pause() => Signal(SigStop);

    public void Resume() => Signal(SigCont);

    /// <summary>Bounds the size of every file that it writes: what a full disk is to it. Null takes the bound away.</summary>
    public void LimitFiles(long? bytes)
    {
        var limit = new Limits { Soft = (ulong)(bytes ?? -1), Hard = ulong.MaxValue };
        if (prlimit(process!.Id, FileSize, ref limit, 0) != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"prlimit failed with {Marshal.GetLastPInvokeError()}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        process?.Dispose();
    }

    private void Note(string? line)
    {
        lock (lines)
        {
            lines.Enqueue(line ?? "");
            if (lines.Count > 30)
            {
                lines.Dequeue();
            }
        }
    }

    private void Signal(int number)
    {
        if (process is { HasExited: false } running)
        {
            _ = kill(running.Id, number);
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int prlimit(int pid, int resource, ref Limits limits, nint old);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }
}
