using System.Diagnostics;
using System.Globalization;

namespace Outrigger.Bench;

/// <summary>The bare server in a process of its own.</summary>
internal sealed class BareProcess : IDisposable
{
    private readonly Process process;

    private BareProcess(Process process, int port)
    {
        this.process = process;
        Address = new Uri($"https://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    public int Pid => process.Id;

    public static async Task<BareProcess> StartAsync(int bytes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--bare", bytes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new BareProcess(process, int.Parse(line!, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(5000);
        process.Dispose();
    }
}
