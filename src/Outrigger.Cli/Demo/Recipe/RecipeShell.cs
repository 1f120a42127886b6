using System.ComponentModel;
using System.Diagnostics;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Demo.Recipe;

/// <summary>Runs commands as a person would type them, in a folder and with a home of their own.</summary>
internal sealed class RecipeShell(string folder, string kubeconfig, string kubectl, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly string shell = Programs.Find("bash") ?? "/bin/sh";

    public async Task<CommandResult> RunAsync(string command, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new CommandResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    private Process Start(string command)
    {
        var start = new ProcessStartInfo(shell, ["-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;

        // kubectl keeps a cache at home, and nothing of the demo shall stay there
        start.Environment["HOME"] = folder;
        start.Environment["PATH"] = $"{KubectlFolder()}{Path.PathSeparator}{start.Environment["PATH"]}";
        try
        {
            return Process.Start(start) ?? throw new StartupException($"cannot start {shell}");
        }
        catch (Win32Exception e)
        {
            throw new StartupException($"cannot start {shell}: {e.Message}", e);
        }
    }

    // the commands say kubectl, whatever the file is called
    private string KubectlFolder()
    {
        var bin = Path.Combine(folder, "bin");
        var link = Path.Combine(bin, "kubectl");
        if (!File.Exists(link))
        {
            Directory.CreateDirectory(bin);
            File.CreateSymbolicLink(link, kubectl);
        }

        return bin;
    }
}
