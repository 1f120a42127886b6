using System.Runtime.InteropServices;

namespace Outrigger.Cli.LocalNode;

/// <summary>This machine: what it is, and what it uses.</summary>
internal sealed class Machine(ProcFiles proc)
{
    // user, nice, system, irq, softirq, steal of the line "cpu"; idle and iowait are time that nobody used
    private static readonly int[] BusyColumns = [1, 2, 3, 6, 7, 8];

    public int Cores { get; } = Environment.ProcessorCount;

    /// <summary>In bytes.</summary>
    public long Memory { get; } = Kibibytes(proc.Read("meminfo"), "MemTotal:");

    public string KernelVersion { get; } = proc.Read("sys/kernel/osrelease")?.Trim() ?? "";

    public string BootId { get; } = proc.Read("sys/kernel/random/boot_id")?.Trim() ?? "";

    public string MachineId { get; } = First("/etc/machine-id", "").Trim();

    public string OsImage { get; } = First("/etc/os-release", "PRETTY_NAME=").Trim('"');

    /// <summary>In Go's words.</summary>
    public string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.FromUnixTimeSeconds(ProcFiles.Number(Line(proc.Read("stat"), "btime ")));

    public MachineReading Read()
    {
        var columns = Line(proc.Read("stat"), "cpu ").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var cpu = BusyColumns.Where(c => c <= columns.Length).Sum(c => ProcFiles.Nanoseconds(columns[c - 1]));
        var memory = proc.Read("meminfo");
        var available = Kibibytes(memory, "MemAvailable:");
        return new MachineReading(cpu, Kibibytes(memory, "MemTotal:") - available, available);
    }

    private static string First(string file, string prefix) => File.Exists(file) ? Line(File.ReadAllText(file), prefix) : "";

    // what stands after the prefix of the first line that has it
    private static string Line(string? text, string prefix) =>
        (text ?? "").Split('\n').FirstOrDefault(l => l.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..].Trim() ?? "";

    private static long Kibibytes(string? text, string name) => ProcFiles.Number(Line(text, name).Split(' ')[0]) << 10;
}
