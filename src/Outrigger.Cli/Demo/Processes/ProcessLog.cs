using Outrigger.Cli.Files;

namespace Outrigger.Cli.Demo.Processes;

/// <summary>What a process writes: into a file that only its owner reads, and to whoever waits for a line.</summary>
internal sealed class ProcessLog : IDisposable
{
    private const int Kept = 12;
    private readonly Lock gate = new();
    private readonly StreamWriter file;
    private readonly Queue<string> last = [];
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> waiters = [];

    private ProcessLog(string path, StreamWriter file)
    {
        Path = path;
        this.file = file;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public static ProcessLog Create(string path)
    {
        PrivateFiles.EnsureFile(path);
        return new ProcessLog(path, new StreamWriter(path, append: true) { AutoFlush = true });
    }

    /// <summary>Takes over everything that a stream brings.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            Add(line);
        }
    }

    /// <summary>The next line that holds the text, or one of the last lines.</summary>
    public Task<string> FirstWith(string text)
    {
        lock (gate)
        {
            var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (last.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                seen.SetResult(line);
            }
            else
            {
                waiters.Add((text, seen));
            }

            return seen.Task;
        }
    }

    /// <summary>The last lines, each on a line of its own; empty when there is none.</summary>
    public string LastLines()
    {
        lock (gate)
        {
            return string.Concat(last.Select(l => $"{Environment.NewLine}  {l}"));
        }
    }

    public void Dispose() => file.Dispose();

    private void Add(string line)
    {
        lock (gate)
        {
            file.WriteLine(line);
            last.Enqueue(line);
            if (last.Count > Kept)
            {
                last.Dequeue();
            }

            waiters.RemoveAll(w => line.Contains(w.Text, StringComparison.Ordinal) && w.Seen.TrySetResult(line));
        }
    }
}
