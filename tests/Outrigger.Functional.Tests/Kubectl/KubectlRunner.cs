using System.Diagnostics;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>Runs one version of kubectl against one server.</summary>
/// <param name="version">As in 1.30.</param>
/// <param name="kubeconfig">Whom to speak as, and to whom.</param>
/// <param name="home">Where kubectl keeps its cache.</param>
internal sealed class KubectlRunner(string version, string kubeconfig, string home)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command line, split at spaces; single quotes keep an argument together.</summary>
    public Task<KubectlAnswer> RunAsync(string commandLine, string input = "") => RunAsync(Split(commandLine), input);

    public async Task<KubectlAnswer> RunAsync(IReadOnlyList<string> arguments, string input = "")
    {
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
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
            return new KubectlAnswer($"kubectl {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"kubectl {string.Join(' ', arguments)} ({version}) did not end within {Limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Starts a command that goes on until it is disposed of.</summary>
    public KubectlStream Stream(string commandLine)
    {
        var process = Start(Split(commandLine));
        process.StandardInput.Close();
        return new KubectlStream(process);
    }

    private static List<string> Split(string commandLine)
    {
        var arguments = new List<string>();
        foreach (var (part, index) in commandLine.Split('\'').Select((p, i) => (p, i)))
        {
            if (index % 2 == 1)
            {
                arguments.Add(part);
            }
            else
            {
                arguments.AddRange(part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return arguments;
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(KubectlVersions.PathOf(version), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        return Process.Start(start) ?? throw new InvalidOperationException("kubectl does not start");
    }
}
