using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.SharedStores;

public sealed class WidgetsInEtcdTests(WidgetsInEtcd cluster) : IClassFixture<WidgetsInEtcd>
{
    private const string Widget = """
        apiVersion: custom.example.com/v1
        kind: Widget
        metadata: {name: kept, namespace: default}
        spec: {replicas: 3, image: "widget-processor:v1.0"}
        """;

    [Fact]
    public async Task Widget_IsKeptInEtcd_AndOutlivesAnOutage()
    {
        var kubectl = cluster.Kubectl("1.33");
        (await kubectl.RunAsync("apply -f -", Widget)).ShouldSucceed();
        (await cluster.Etcd.ControlAsync("get", "/custom-api-server/", "--prefix", "--keys-only"))
            .ShouldContain("/custom-api-server/custom.example.com/widgets/default/kept");

        cluster.Etcd.Members[0].Kill();
        (await kubectl.RunAsync("get --raw /apis/custom.example.com/v1/namespaces/default/widgets?resourceVersion=0")).ShouldSucceed().ShouldContain("kept");
        cluster.Etcd.Members[0].Start();
        await cluster.Etcd.HealthyAsync();

        await Eventually.TrueAsync(async () => (await kubectl.RunAsync("scale widget kept --replicas=5")).ExitCode == 0, "the server to write again", TimeSpan.FromSeconds(20));
        (await kubectl.RunAsync("get widget kept -o jsonpath={.spec.replicas}")).ShouldSucceed().ShouldBe("5");
    }
}
