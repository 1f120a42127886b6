using System.Net;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Tests.Support;
using Outrigger.Client.Watching;

namespace Outrigger.Client.Tests.Watching;

public sealed class ResourceReflectorTests
{
    private static readonly ResourcePath Maps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Synced_OnChangeThrows_FailsWithTheRun()
    {
        using var client = Client("""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","resourceVersion":"3"}}]}""");
        var reflector = new ResourceReflector(client, Maps, new WatchOptions()) { OnChange = _ => throw new InvalidOperationException("of the user") };

        await Should.ThrowAsync<InvalidOperationException>(reflector.RunAsync(Token));

        (await Should.ThrowAsync<InvalidOperationException>(reflector.Synced.WaitAsync(Token))).Message.ShouldBe("of the user");
    }

    [Fact]
    public async Task Synced_RunEndsBeforeTheFirstList_IsCancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var handler = new ScriptedHandler(_ =>
        {
            stop.Cancel();
            return ScriptedHandler.Json("{}", HttpStatusCode.ServiceUnavailable);
        });
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var reflector = new ResourceReflector(client, Maps, new WatchOptions());

        await reflector.RunAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await Should.ThrowAsync<OperationCanceledException>(reflector.Synced.WaitAsync(TimeSpan.FromSeconds(4), Token));
    }

    private static KubernetesClient Client(string answer) =>
        new(new ScriptedHandler(_ => ScriptedHandler.Json(answer)), new Uri("http://server"), TimeProvider.System);
}
