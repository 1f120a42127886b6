using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Outrigger.Bench;

/// <summary>A server of this machine over a data directory, started here and ended with SIGTERM.</summary>
internal sealed class OutriggerProcess : IDisposable
{
    private readonly Process process;
    private readonly long started;
    private readonly int port = FreePort();

    public OutriggerProcess(string executable, string folder)
    {
        Kubeconfig = Path.Combine(folder, "kubeconfig");
        started = Stopwatch.GetTimestamp();
        process = Process.Start(new ProcessStartInfo(executable, ["up", "--data-dir", folder, "--secure-port", $"{port}"])
        {
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
    }

    public string Kubeconfig { get; }

    public int Pid => process.Id;

    /// <summary>Waits for /readyz; returns how long it took from the start of the process.</summary>
    public async Task<TimeSpan> ReadyAsync()
    {
        using var handler = new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = (_, chain, _, _) => chain is not null } };
        using var http = new HttpClient(handler);
        while (!process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"https://127.0.0.1:{port}/readyz"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return Stopwatch.GetElapsedTime(started);
                }
            }
            catch (HttpRequestException)
            {
                // does not listen yet
            }

            await Task.Delay(5);
        }

        throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}");
    }

    public async Task<ServerStart> MeasureAsync(TimeSpan settling)
    {
        var ready = await ReadyAsync();
        var cpu = ServerProcess.ProcessorTime(Pid);
        await Task.Delay(settling);
        return new ServerStart(ready.TotalSeconds, cpu.TotalSeconds, ServerProcess.ResidentMegabytes(Pid), ServerProcess.PrivateMegabytes(Pid));
    }

    public void Dispose()
    {
        using (var kill = Process.Start("kill", [$"{Pid}"]))
        {
            kill.WaitForExit();
        }

        process.WaitForExit(TimeSpan.FromSeconds(30));
        process.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
