using System.Globalization;
using Outrigger.Cli.Demo.Processes;

namespace Outrigger.Cli.Demo;

/// <summary>The Widget server as a process of its own, with the recipe's flags.</summary>
internal sealed class WidgetServer : IAsyncDisposable
{
    /// <summary>The recipe's port; the next free one is taken.</summary>
    public const int UsualPort = 8443;

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private WidgetServer(ChildProcess process, IReadOnlyList<string> command, int port)
    {
        Process = process;
        Command = command;
        Port = port;
    }

    public ChildProcess Process { get; }

    /// <summary>What was started.</summary>
    public IReadOnlyList<string> Command { get; }

    public int Port { get; }

    public static async Task<WidgetServer> StartAsync(DemoFolder folder, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> command =
        [
            Programs.WidgetServer(),
            "--bind-address=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--secure-port={port}"),
            $"--tls-cert-file={folder.Certificate}",
            $"--tls-private-key-file={folder.Key}",
            $"--client-ca-file={folder.Authority}",
            $"--kubeconfig={folder.WidgetKubeconfig}",
            $"--data-dir={folder.WidgetData}",
            .. folder.WidgetFlags,
        ];
        var process = ChildProcess.Start("the Widget server", command, folder.WidgetServerLog, time);
        try
        {
            await process.WaitForLineAsync("is ready on port", ReadyLimit, cancellationToken).ConfigureAwait(false);
            return new WidgetServer(process, command, port);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
