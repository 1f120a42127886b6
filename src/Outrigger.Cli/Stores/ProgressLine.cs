using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Stores;

/// <summary>One line on a terminal that says how far a long copy is, from its second second on; nothing elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, Paint paint, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private long told = time.GetTimestamp();
    private bool shown;

    /// <summary>Tells what there is to tell, at most once a second.</summary>
    public void Tell(Func<string> text)
    {
        if (paint.IsOn && time.GetElapsedTime(told) >= Tick)
        {
            told = time.GetTimestamp();
            shown = true;
            output.Write($"\r\e[K{paint.Faint(text())}");
        }
    }

    /// <summary>Removes the line.</summary>
    public void End()
    {
        if (shown)
        {
            output.Write("\r\e[K");
            shown = false;
        }
    }
}
