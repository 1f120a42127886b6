using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Outrigger.TestKit.Etcd;

/// <summary>One etcd process, which a test may kill, stop and start again with the same data.</summary>
public sealed class EtcdMember : IDisposable
{
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private readonly string[] arguments;
    private readonly string logPath;
    private Process? process;
    private TextWriter? log;

    internal EtcdMember(string url, string[] arguments, string logPath)
    {
        Url = url;
        this.arguments = arguments;
        this.logPath = logPath;
    }

    /// <summary>Where clients reach it.</summary>
    public string Url { get; }

    /// <summary>Whether it has ended, though nobody killed it.</summary>
    internal bool HasEnded => process is { HasExited: true };

    public void Start()
    {
        Dispose();
        var start = new ProcessStartInfo("etcd", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ETCD_UNSUPPORTED_ARCH"] = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "";
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("etcd is missing: apt-get install etcd-server", e);
        }

        var lines = TextWriter.Synchronized(new StreamWriter(logPath, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => lines.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => lines.WriteLine(line.Data);
        log = lines;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Kill() => Signal(SigKill);

    /// <summary>SIGSTOP: the sockets stay open, nothing answers.</summary>
    public void Pause() => Signal(SigStop);

    public void Resume() => Signal(SigCont);

    /// <summary>The last lines that it wrote.</summary>
    public string Log() => string.Join('\n', File.ReadLines(logPath).TakeLast(20));

    public void Dispose()
    {
        if (process is not null)
        {
            // returns when its last line is written, too
            Signal(SigKill);
            process.Dispose();
            process = null;
        }

        log?.Dispose();
        log = null;
    }

    private void Signal(int number)
    {
        if (process is { HasExited: false } running)
        {
            _ = kill(running.Id, number);
        }

        if (number == SigKill)
        {
            process?.WaitForExit();
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
