using Outrigger.Cli.LocalNode;

namespace Outrigger.Cli.Tests.LocalNode;

/// <summary>A /proc of files.</summary>
internal sealed class FakeProc : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ProcFiles Files => new(folder.Path);

    public string PathOf(string name) => folder[name];

    public FakeProc Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    public FakeProc Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.CreateSymbolicLink(PathOf(name), target);
        return this;
    }

    /// <summary>A process with 3 s of user and 2 s of system time, 10 pages, started 100 s after the machine.</summary>
    public FakeProc Process(int id, string executable, string socket = "", string name = "any) name (") => Write($"{id}/stat", $"{id} ({name}) S 1 1 1 0 -1 0 1 2 3 4 300 200 0 0 20 0 9 0 10000 999 8 0\n")
        .Write($"{id}/statm", "999 10 5 1 0 2 0\n")
        .Link($"{id}/exe", executable)
        .Link($"{id}/fd/7", socket.Length > 0 ? $"socket:[{socket}]" : "/dev/null");

    public void Dispose() => folder.Dispose();
}
