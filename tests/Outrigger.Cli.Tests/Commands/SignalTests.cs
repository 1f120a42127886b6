using System.Diagnostics;
using System.Globalization;
using Outrigger.Cli.Commands;
using Outrigger.Cli.Files;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.Commands;

/// <summary>What ends with a signal to this process: not beside other tests, which would be stopped too.</summary>
[Collection(nameof(SignalTests))]
[CollectionDefinition(nameof(SignalTests), DisableParallelization = true)]
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Work_ThatASignalStops_TidiesUpAndIsTold()
    {
        var tidied = false;
        var e = await Should.ThrowAsync<StartupException>(() => Interruptible.RunAsync(
            async stop =>
            {
                try
                {
                    Terminate();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                }
                finally
                {
                    tidied = true;
                }
            },
            "nothing is written",
            TestContext.Current.CancellationToken));
        (tidied, e.Message).ShouldBe((true, "stopped before it was done: nothing is written"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_WhoseAuditLogIsStandardOutput_SaysElsewhereThatItIsReady(bool audited)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        await File.WriteAllTextAsync(folder["policy.yaml"], "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None}]}", TestContext.Current.CancellationToken);
        string[] args = ["up", "--data-dir", folder["data"], "--secure-port", "0", "--storage", "memory"];
        var running = Program.CreateShell(TimeProvider.System).RunAsync(
            [.. args, .. audited ? ["--audit-policy-file", folder["policy.yaml"], "--audit-log-path", "-"] : Array.Empty<string>()], TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        await Eventually.TrueAsync(() => running.IsCompleted || File.Exists(folder["data/kubeconfig"]), "the server to be ready", TimeSpan.FromSeconds(60));
        Terminate();
        (await running).ShouldBe(0);
        (output.ToString().Contains("Ready in", StringComparison.Ordinal), error.ToString().Contains("Ready in", StringComparison.Ordinal)).ShouldBe((!audited, audited));
    }

    private static void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
    }
}
