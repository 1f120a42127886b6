using Outrigger.Cli.Demo;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Stopping;

/// <summary>Who does not want to wait asks twice.</summary>
public sealed class SecondSignalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-signal-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Term_Twice_EndsAtOnce()
    {
        var folder = new DemoFolder(Path.Combine(root, "data")) { ControlPlaneFlags = ["--storage=memory", "--shutdown-delay-duration=10m"] };
        await using var plane = await ControlPlaneProcess.StartAsync(folder, "0", TimeProvider.System, CancellationToken.None);
        plane.Process.Terminate();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await plane.Client.GetTextAsync("/readyz", CancellationToken.None);
                    return false;
                }
                catch (ApiMachinery.Errors.StatusException)
                {
                    return true;
                }
            },
            "readyz is red",
            Patience);
        plane.Process.Ended.IsCompleted.ShouldBeFalse();

        plane.Process.Terminate();

        await plane.Process.Ended.WaitAsync(Patience, TimeProvider.System);
        plane.Process.ExitCode.ShouldNotBe(0);
    }
}
