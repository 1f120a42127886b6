using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Failover;

/// <summary>
/// Each of two replicas is killed, hung, slowed down and restarted in turn while requests go on: who repeats idempotent requests gets
/// every answer, and other groups notice nothing.
/// </summary>
public sealed class FailoverTests(ReplicaPair pair) : IClassFixture<ReplicaPair>
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // requests all the time, but not all that two cores can do
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly ResourcePath Widgets = new(new GroupVersionResource("custom.example.com", "v1", "widgets"), "default");
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    [Fact]
    public async Task Replicas_KilledHungSlowedAndRestarted_LoseNoRequestOfWhoRepeats()
    {
        using var client = new KubernetesClient(Kubeconfig.Load(pair.Folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System), TimeProvider.System) { RequestTimeout = Attempt };
        using var stop = new CancellationTokenSource();
        var widgets = WidgetsAsync(client, stop.Token);
        using var patient = new KubernetesClient(Kubeconfig.Load(pair.Folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System), TimeProvider.System) { RequestTimeout = Patience };
        var others = OthersAsync(patient, stop.Token);
        var stalls = StallsAsync(stop.Token);
        try
        {
            for (var replica = 0; replica < 2; replica++)
            {
                await pair.Process(replica).KillAsync();
                await BothGoOnAsync(client);
                await pair.StartAgainAsync(replica);
                pair.Process(replica).Pause();
                await BothGoOnAsync(client);
                await SlowAsync(replica);
                pair.Process(replica).Resume();
                await pair.Process(replica).StopAsync(TimeSpan.Zero);
                await BothGoOnAsync(client);
                await pair.StartAgainAsync(replica);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        (await widgets).ShouldBeGreaterThan(20);

        // a machine that stands still is no fault of the replicas
        (await others).ShouldBeLessThan(Attempt + await stalls, "the longest wait of a group that nobody touched");
    }

    // runs for a tenth of the time
    private async Task SlowAsync(int replica)
    {
        for (var i = 0; i < 10; i++)
        {
            pair.Process(replica).Resume();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            pair.Process(replica).Pause();
            await Task.Delay(TimeSpan.FromMilliseconds(90), TimeProvider.System);
        }
    }

    private static async Task BothGoOnAsync(KubernetesClient client)
    {
        for (var i = 0; i < 6; i++)
        {
            await RepeatAsync(() => client.ListAsync(Widgets, null, CancellationToken.None));
        }
    }

    private static async Task<int> WidgetsAsync(KubernetesClient client, CancellationToken stop)
    {
        var answered = 0;
        for (; !stop.IsCancellationRequested; answered++)
        {
            var widget = new JsonObject
            {
                ["apiVersion"] = "custom.example.com/v1",
                ["kind"] = "Widget",
                ["metadata"] = new JsonObject { ["name"] = "failover" },
                ["spec"] = new JsonObject { ["replicas"] = answered % 100, ["image"] = "i:v1" },
            };
            await RepeatAsync(() => client.PatchAsync(Widgets.Named("failover"), PatchType.Apply, widget, CancellationToken.None, "failover"));
            await RepeatAsync(() => client.GetAsync(Widgets.Named("failover"), CancellationToken.None));
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return answered;
    }

    // none is sent a second time: each must be answered well
    private static Task<TimeSpan> OthersAsync(KubernetesClient client, CancellationToken stop) =>
        LongestAsync(() => client.ListAsync(ConfigMaps, null, CancellationToken.None), stop);

    // what a pause takes longer than it should
    private static async Task<TimeSpan> StallsAsync(CancellationToken stop) =>
        await LongestAsync(() => Task.Delay(Pause, TimeProvider.System, CancellationToken.None), stop) - Pause;

    private static async Task<TimeSpan> LongestAsync(Func<Task> work, CancellationToken stop)
    {
        var longest = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            var start = TimeProvider.System.GetTimestamp();
            await work();
            longest = TimeProvider.System.GetElapsedTime(start) is var took && took > longest ? took : longest;
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return longest;
    }

    // what a client does that knows its request may be sent again
    private static async Task RepeatAsync(Func<Task<JsonObject>> request)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await request();
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or StatusException { Status.Code: >= 500 } && TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
