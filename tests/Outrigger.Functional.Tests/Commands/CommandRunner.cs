using System.Diagnostics;

namespace Outrigger.Functional.Tests.Commands;

/// <summary>Runs a program of its own: a client that people use.</summary>
/// <param name="name">How failures call it.</param>
/// <param name="path">The executable.</param>
/// <param name="environment">What its environment has besides ours.</param>
internal sealed class CommandRunner(string name, string path, IReadOnlyDictionary<string, string> environment)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The same program with one more variable.</summary>
    public CommandRunner With(string variable, string value) =>
        new(name, path, new Dictionary<string, string>(environment, StringComparer.Ordinal) { [variable] = value });

    /// <summary>Runs it to its end; fails after a minute with what it wrote so far.</summary>
    public async Task<CommandAnswer> RunAsync(IReadOnlyList<string> arguments, string input = "")
    {
        var command = $"{name} {string.Join(' ', arguments)}";
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // it ended without reading: its exit code says why
        }

        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CommandAnswer(command, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"$ {command}\n{await output}{await error}did not end within {Limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Starts it.</summary>
    public Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{name} does not start");
    }
}
