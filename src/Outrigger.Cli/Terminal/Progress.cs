using System.Globalization;

namespace Outrigger.Cli.Terminal;

/// <summary>One line a piece of work: on a terminal with the seconds it has taken so far, elsewhere only when it is done.</summary>
internal sealed class Progress(TextWriter output, Paint paint, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();

    /// <summary>Does the work and says what it was and how long it took.</summary>
    public async Task<T> RunAsync<T>(string what, Func<Task<T>> work)
    {
        var start = time.GetTimestamp();
        var running = true;
        using var timer = time.CreateTimer(_ => Show(), null, TimeSpan.Zero, Tick);
        try
        {
            var result = await work().ConfigureAwait(false);
            Close($"  {paint.Good("✓")} {what} {paint.Faint(Seconds(start))}");
            return result;
        }
        catch
        {
            Close($"  {paint.Bad("✗")} {what} {paint.Faint(Seconds(start))}");
            throw;
        }

        void Show()
        {
            lock (gate)
            {
                if (running && paint.IsOn)
                {
                    output.Write($"\r\e[K  {paint.Faint("…")} {what}{(time.GetElapsedTime(start) >= Tick ? " " + paint.Faint(Seconds(start)) : "")}");
                }
            }
        }

        void Close(string line)
        {
            lock (gate)
            {
                running = false;
                output.WriteLine(paint.IsOn ? $"\r\e[K{line}" : line);
            }
        }
    }

    /// <summary>Does work that is told of already: on a terminal with the seconds that it takes, which are gone when it is done.</summary>
    public async Task<T> WaitAsync<T>(Func<Task<T>> work)
    {
        var start = time.GetTimestamp();
        var running = paint.IsOn;
        using var timer = time.CreateTimer(_ => Show("… " + Seconds(start)), null, Tick, Tick);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                Show("");
                running = false;
            }
        }

        void Show(string text)
        {
            lock (gate)
            {
                if (running)
                {
                    output.Write($"\r\e[K{paint.Faint(text)}");
                }
            }
        }
    }

    /// <summary><see cref="RunAsync{T}"/> for work without a result.</summary>
    public Task RunAsync(string what, Func<Task> work) => RunAsync(what, async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });

    private string Seconds(long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(start).TotalSeconds:0.0} s");
}
