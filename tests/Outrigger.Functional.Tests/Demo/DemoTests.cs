using System.Diagnostics;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.Demo;

/// <summary>The demo as a newcomer runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("outrigger-demo-test-");

    [Fact]
    public Task Once_WithKubectl_AnswersAsTheRecipeSays() => OnceAsync("1.33");

    [Theory, EachKubectl, Trait("category", "full")]
    public Task Once_WithEachKubectl_AnswersAsTheRecipeSays(string version) => OnceAsync(version);

    [Fact]
    public async Task Demo_UntilStopped_ServesAndStopsAllServers()
    {
        await using var demo = Start("demo", "--data-dir", Path.Combine(root.FullName, "data"));
        await demo.WaitForLineAsync("Ready in", TimeSpan.FromSeconds(180), CancellationToken.None);
        await demo.WaitForLineAsync("Ctrl-C stops all of them", TimeSpan.FromSeconds(5), CancellationToken.None);
        var kubectl = new KubectlRunner("1.33", Path.Combine(root.FullName, "data", "kubeconfig"), root.FullName);
        (await kubectl.RunAsync($"apply -f {root.FullName}/data/widget.yaml")).ShouldSucceed().ShouldContain("my-widget created");
        (await kubectl.RunAsync("get apiservice v1.custom.example.com")).ShouldSucceed().ShouldContain("True");
        (await kubectl.RunAsync("get apiservice v1beta1.metrics.k8s.io")).ShouldSucceed().ShouldContain("True");
        var children = Children(demo.Id);
        children.Count.ShouldBe(3);

        await demo.StopAsync(TimeSpan.Zero);
        children.ShouldAllBe(id => !IsAlive(id));
        (await File.ReadAllTextAsync(Path.Combine(root.FullName, "demo.log"), CancellationToken.None)).ShouldEndWith("Stopped.\n");
    }

    public void Dispose() => root.Delete(recursive: true);

    private async Task OnceAsync(string version)
    {
        await using var demo = Start("demo", "--once", "--kubectl", KubectlVersions.PathOf(version));
        await demo.Ended.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, CancellationToken.None);
        var log = await File.ReadAllTextAsync(Path.Combine(root.FullName, "demo.log"), CancellationToken.None);
        demo.ExitCode.ShouldBe(0, string.Join('\n', log.Split('\n').TakeLast(60)));
        log.ShouldContain("each answered as the recipe says");
        log.ShouldMatch("The Widget grew [0-9.]+ s after the load began; [0-9]+ requests were answered[.]");
        log.ShouldMatch("New size: 3; reason: cpu resource above target(?s:.*)The Widget shrank [0-9.]+ s after(?s:.*)New size: 1; reason: All metrics below target");
    }

    private ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start("the demo", [.. Programs.Own(), .. arguments], Path.Combine(root.FullName, "demo.log"), TimeProvider.System);

    private static List<int> Children(int parent) =>
        [
            .. Process.GetProcesses().Select(p => p.Id).Where(id => id != parent && ParentOf(id) == parent),
        ];

    private static int ParentOf(int id)
    {
        try
        {
            // the fields after the name, which may hold spaces and ends with the last bracket
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static bool IsAlive(int id) => File.Exists($"/proc/{id}/stat");
}
