using System.Diagnostics;
using System.Globalization;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>Where this process is to die by SIGKILL, or to be slow; told from outside while it runs.</summary>
internal sealed class Failpoints
{
    private readonly Lock gate = new();
    private string deadly = "";
    private int left;
    private int delay;
    private bool holding;

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

    /// <summary>
    /// Called when a revision was told before it is on disk. Once it is commanded to hold, it tells the harness which one, and never
    /// returns: the harness kills when a client has seen that revision.
    /// </summary>
    public async Task ToldAsync(long revision, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!holding)
            {
                return;
            }
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"held {revision}"));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>A command of the harness: <c>die STEP COUNT</c>, <c>slow MILLISECONDS</c> or <c>hold</c>.</summary>
    public void Obey(string command)
    {
        lock (gate)
        {
            switch (command.Split(' '))
            {
                case ["die", var step, var count]:
                    (deadly, left) = (step, int.Parse(count));
                    break;
                case ["hold"]:
                    holding = true;
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
