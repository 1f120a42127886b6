using System.Diagnostics;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>Where this process is to die by SIGKILL, or to be slow; told from outside while it runs.</summary>
internal sealed class Failpoints
{
    private readonly Lock gate = new();
    private string deadly = "";
    private int left;
    private int delay;

    /// <summary>Called at each step.</summary>
    public void At(string step)
    {
        int wait;
        lock (gate)
        {
            if (string.Equals(step, deadly, StringComparison.Ordinal) && --left <= 0)
            {
                Process.GetCurrentProcess().Kill();
                new ManualResetEventSlim().Wait();
            }

            wait = step == "Commit" ? delay : 0;
        }

        if (wait > 0)
        {
            // a disk that takes its time: the thread that writes stands still, as in fsync
            new ManualResetEventSlim().Wait(wait);
        }
    }

    /// <summary>A command of the harness: <c>die STEP COUNT</c> or <c>slow MILLISECONDS</c>.</summary>
    public void Obey(string command)
    {
        lock (gate)
        {
            switch (command.Split(' '))
            {
                case ["die", var step, var count]:
                    (deadly, left) = (step, int.Parse(count));
                    break;
                case ["slow", var milliseconds]:
                    delay = int.Parse(milliseconds);
                    break;
                default:
                    throw new ArgumentException($"no such command: {command}", nameof(command));
            }
        }
    }
}
