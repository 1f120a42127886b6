using System.Globalization;

namespace Outrigger.Cli.LocalNode;

/// <summary>
/// Finds the processes that are shown as pods: this one, and the programs built with this library that hold a connection to it, which
/// extension servers always do. A native executable does not show what it was built with: of these only this program is known.
/// </summary>
/// <param name="proc">/proc.</param>
/// <param name="started">When the machine was started.</param>
/// <param name="port">The port that this process serves on.</param>
internal sealed class ProcessTable(ProcFiles proc, DateTimeOffset started, Func<int> port)
{
    private const string Library = "Outrigger.Server.dll";
    private const string Established = "01";

    // of a file that another one took the place of
    private const string Deleted = " (deleted)";

    // IPv4 within IPv6, as the table writes it
    private const string Mapped = "0000000000000000FFFF0000";

    // of the columns after the name in parentheses, which may hold anything
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int StartTime = 19;

    public IReadOnlyList<LocalProcess> Find()
    {
        var own = Environment.ProcessId;
        var program = Program(own);
        var connected = Sockets(port());
        return
        [
            .. proc.Names("")
                .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id == own || (id > 0 && IsOurs(id, program) && Holds(id, connected)))
                .Select(Describe)
                .OfType<LocalProcess>()
                .OrderBy(p => p.Id),
        ];
    }

    /// <summary>Null when it has ended, or its number is another's now.</summary>
    public ProcessReading? Read(LocalProcess process)
    {
        var stat = Stat(process.Id);
        var pages = (proc.Read($"{process.Id}/statm") ?? "").Split(' ');
        return stat is null || pages.Length < 2 || StartOf(stat) != process.Started
            ? null
            : new ProcessReading(
                ProcFiles.Nanoseconds(stat[UserTime]) + ProcFiles.Nanoseconds(stat[SystemTime]), ProcFiles.Number(pages[1]) * Environment.SystemPageSize);
    }

    private LocalProcess? Describe(int id) =>
        Stat(id) is { } stat && Program(id) is { } program ? new LocalProcess(id, Label(Path.GetFileNameWithoutExtension(program)), StartOf(stat)) : null;

    private DateTimeOffset StartOf(string[] stat) => started.AddTicks(ProcFiles.Nanoseconds(stat[StartTime]) / 100);

    private string[]? Stat(int id)
    {
        var text = proc.Read($"{id}/stat");
        var name = text?.LastIndexOf(')') ?? -1;
        var columns = name < 0 ? [] : text![(name + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length > StartTime ? columns : null;
    }

    private bool IsOurs(int id, string? own) =>
        Program(id) is { } program && (program == own || File.Exists(Path.Combine(Path.GetDirectoryName(program) ?? "", Library)));

    // "dotnet X.dll" runs X.dll
    private string? Program(int id)
    {
        var file = proc.Link($"{id}/exe");
        if (file?.EndsWith(Deleted, StringComparison.Ordinal) is true)
        {
            file = file[..^Deleted.Length];
        }

        if (file is null || Path.GetFileName(file) is not "dotnet")
        {
            return file;
        }

        return (proc.Read($"{id}/cmdline") ?? "").Split('\0').FirstOrDefault(a => a.EndsWith(".dll", StringComparison.Ordinal)) is { } dll
            ? Path.Combine(proc.Link($"{id}/cwd") ?? "", dll)
            : file;
    }

    private bool Holds(int id, HashSet<string> sockets) => proc.Names($"{id}/fd").Any(fd => proc.Link($"{id}/fd/{fd}") is { } target && sockets.Contains(target));

    // The sockets whose other end is the port on this machine, so that the table has that end too; the port may be another machine's.
    private HashSet<string> Sockets(int remote)
    {
        var end = $":{remote:X4}";
        var open = new[] { "net/tcp", "net/tcp6" }
            .SelectMany(file => (proc.Read(file) ?? "").Split('\n'))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(c => c.Length > 9 && c[3] == Established)
            .Select(c => (Local: Plain(c[1]), Remote: Plain(c[2]), Inode: c[9]))
            .ToList();
        var served = open.Where(c => c.Local.EndsWith(end, StringComparison.Ordinal)).Select(c => (c.Remote, c.Local)).ToHashSet();
        return [.. open.Where(c => served.Contains((c.Local, c.Remote))).Select(c => $"socket:[{c.Inode}]")];
    }

    private static string Plain(string address) => address.StartsWith(Mapped, StringComparison.Ordinal) ? address[Mapped.Length..] : address;

    // a program's name as a part of an object's
    private static string Label(string name)
    {
        var label = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return label.Length == 0 ? "process" : label.Length > 40 ? label[..40].TrimEnd('-') : label;
    }
}
