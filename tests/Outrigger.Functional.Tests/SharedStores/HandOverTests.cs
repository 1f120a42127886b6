using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>kill -9 of the server that leads, under load.</summary>
[Trait("category", "full")]
public sealed class HandOverTests(ServerPair pair) : IClassFixture<ServerPair>
{
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");
    private static readonly ResourcePath Lease = new(new GroupVersionResource("coordination.k8s.io", "v1", "leases"), "kube-system", "outrigger-controllers");
    private static readonly ResourcePath Namespaces = new(new GroupVersionResource("", "v1", "namespaces"));

    [Fact]
    public async Task Kill_OfTheLeader_LosesNothingAcknowledged_AndItsControllersMove()
    {
        var (a, b) = (pair.Client("a"), pair.Client("b"));
        var token = JsonNodes.GetString(
            await a.SendAsync(HttpMethod.Post, "/api/v1/namespaces/kube-system/serviceaccounts/default/token", TokenRequest(), CancellationToken.None), "status", "token")!;
        await using var watch = pair.Kubectl("b").Stream("get configmaps -w --output-watch-events --no-headers");
        var acknowledged = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(w => WriteAsync([a, b], w, acknowledged, stop.Token)).ToList();
        await Eventually.TrueAsync(() => acknowledged.Count > 100, "objects to be acknowledged", TimeSpan.FromSeconds(30));

        var killed = TimeProvider.System.GetUtcNow();
        await pair.A.KillAsync();
        await Eventually.TrueAsync(() => acknowledged.Count > 300, "objects to be acknowledged by the other", TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var list = await b.ListAsync(ConfigMaps, null, CancellationToken.None);
        var stored = JsonNodes.GetArray(list, "items")!.Select(o => JsonNodes.GetString((JsonObject)o!, "metadata", "name")!).ToHashSet(StringComparer.Ordinal);
        acknowledged.Where(name => !stored.Contains(name)).ShouldBeEmpty();
        var review = await b.SendAsync(HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", Review(token), CancellationToken.None);
        JsonNodes.Get(review, "status", "authenticated")!.GetValue<bool>().ShouldBeTrue();

        await b.CreateAsync(Namespaces, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = "after" } }, CancellationToken.None);
        var account = new ResourcePath(new GroupVersionResource("", "v1", "serviceaccounts"), "after", "default");
        await Eventually.TrueAsync(async () => await b.FindAsync(account, CancellationToken.None) is not null, "the other's controllers", TimeSpan.FromSeconds(30));

        // when they moved, not when this test came to see it
        var lease = await b.GetAsync(Lease, CancellationToken.None);
        var acquired = DateTimeOffset.Parse(JsonNodes.GetString(lease, "spec", "acquireTime")!, CultureInfo.InvariantCulture);
        (acquired - killed).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await b.CreateAsync(ConfigMaps, Map("the-last"), CancellationToken.None);
        await watch.LineWithAsync("the-last");
    }

    // takes the other server when one does not answer, as a client behind a load balancer would
    private static async Task WriteAsync(KubernetesClient[] servers, int writer, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var name = $"w{writer}-{i}";
            for (var attempt = 0; !stop.IsCancellationRequested; attempt++)
            {
                try
                {
                    await servers[(writer + attempt) % servers.Length].CreateAsync(ConfigMaps, Map(name), stop);
                    acknowledged.Add(name);
                    break;
                }
                catch (StatusException e) when (e.Status.Code == 409)
                {
                    break; // the attempt before was stored, though nobody said so
                }
                catch (Exception e) when (e is HttpRequestException or IOException or StatusException || (e is OperationCanceledException && !stop.IsCancellationRequested))
                {
                    // that server is gone
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private static JsonObject Map(string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name } };

    private static JsonObject TokenRequest() =>
        new() { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject() };

    private static JsonObject Review(string token) =>
        new() { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenReview", ["spec"] = new JsonObject { ["token"] = token } };
}
