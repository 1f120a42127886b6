using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Hosting;

/// <summary>What <c>up</c> says when it is ready.</summary>
internal static class ReadyReport
{
    public static void Write(TextWriter output, Paint paint, string address, string kubeconfig, TimeSpan took, bool inMemory)
    {
        output.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{paint.Good("Ready")} in {took.TotalSeconds:0.0} s at {paint.Strong(address)}"));
        output.WriteLine();
        WriteCommands(
            output,
            paint,
            [
                ($"export KUBECONFIG={kubeconfig}", "use this server in a shell"),
                ("kubectl get namespaces", "see what is there"),
                ("kubectl get apiservices", "see who serves which API"),
            ]);
        output.WriteLine();
        output.WriteLine(inMemory
            ? paint.Bad("Ctrl-C stops it, and every object is gone then: --storage memory keeps nothing (keys and kubeconfig stay in the data directory).")
            : paint.Faint("Ctrl-C stops it; everything stays in the data directory."));
    }

    /// <summary>Commands with their purpose, in two columns.</summary>
    public static void WriteCommands(TextWriter output, Paint paint, IReadOnlyList<(string Command, string Purpose)> rows)
    {
        var width = rows.Max(r => r.Command.Length) + 3;
        foreach (var (command, purpose) in rows)
        {
            output.WriteLine($"  {paint.Strong(command.PadRight(width))}{paint.Faint(purpose)}");
        }
    }
}
