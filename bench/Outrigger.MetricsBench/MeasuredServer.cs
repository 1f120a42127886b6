using System.Diagnostics;

namespace Outrigger.MetricsBench;

/// <summary>The metrics server as a process.</summary>
internal sealed class MeasuredServer : IDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource figures = new();

    private MeasuredServer(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("the first figures are there", StringComparison.Ordinal) == true)
            {
                figures.TrySetResult();
            }

            if (line.Data is not null)
            {
                Console.WriteLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public static MeasuredServer Start(string program, params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException($"cannot start {program}"));

    public Task FirstFiguresAsync() => figures.Task.WaitAsync(TimeSpan.FromMinutes(5));

    public TimeSpan Cpu()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    public long Memory()
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
