using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Classes;

/// <summary>The admission plugins DefaultStorageClass and DefaultIngressClass.</summary>
public sealed class DefaultClassTests
{
    private const string Storage = "storageclasses.storage.k8s.io";
    private const string Ingresses = "ingresses.networking.k8s.io";
    private const string IngressClasses = "ingressclasses.networking.k8s.io";
    private const string Namespace = "default";

    [Fact]
    public async Task Create_ClaimWithoutClass_GetsTheNewestDefault()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(clock: clock);
        (await ClaimAsync(cluster, "none", "{}", "")).ShouldBeNull();

        await cluster.CreateAsync(Storage, Class("old", "storageclass.kubernetes.io/is-default-class", "true"));
        clock.Advance(TimeSpan.FromSeconds(2));
        await cluster.CreateAsync(Storage, Class("second", "storageclass.beta.kubernetes.io/is-default-class", "true"));
        await cluster.CreateAsync(Storage, Class("first", "storageclass.kubernetes.io/is-default-class", "true"));
        clock.Advance(TimeSpan.FromSeconds(2));
        await cluster.CreateAsync(Storage, Class("off", "storageclass.kubernetes.io/is-default-class", "false"));

        (await ClaimAsync(cluster, "without", "{}", "")).ShouldBe("first");
        (await ClaimAsync(cluster, "own", "{}", "\"storageClassName\":\"mine\",")).ShouldBe("mine");
        (await ClaimAsync(cluster, "empty", "{}", "\"storageClassName\":\"\",")).ShouldBe("");
        (await ClaimAsync(cluster, "old", """{"volume.beta.kubernetes.io/storage-class":"x"}""", "")).ShouldBeNull();
    }

    [Fact]
    public async Task Create_IngressWithoutClass_GetsTheNewestDefault()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(clock: clock);
        (await IngressAsync(cluster, "none", "{}", "")).ShouldBeNull();

        await cluster.CreateAsync(IngressClasses, IngressClass("a"));
        clock.Advance(TimeSpan.FromSeconds(2));
        await cluster.CreateAsync(IngressClasses, IngressClass("c"));
        await cluster.CreateAsync(IngressClasses, IngressClass("b"));

        (await IngressAsync(cluster, "without", "{}", "")).ShouldBe("b");
        (await IngressAsync(cluster, "own", "{}", "\"ingressClassName\":\"mine\",")).ShouldBe("mine");
        (await IngressAsync(cluster, "old", """{"kubernetes.io/ingress.class":"x"}""", "")).ShouldBeNull();
    }

    private static string Class(string name, string annotation, string value) =>
        $$$"""{"metadata":{"name":"{{{name}}}","annotations":{"{{{annotation}}}":"{{{value}}}"}},"provisioner":"example.com/disks"}""";

    private static string IngressClass(string name) =>
        $$$"""{"metadata":{"name":"{{{name}}}","annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}},"spec":{"controller":"example.com/c"}}""";

    private static async Task<string?> ClaimAsync(TestCluster cluster, string name, string annotations, string spec)
    {
        var claim = await cluster.CreateAsync(
            "persistentvolumeclaims",
            $$$"""{"metadata":{"name":"{{{name}}}","annotations":{{{annotations}}}},"spec":{{{{spec}}}"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }""",
            Namespace);
        return JsonNodes.GetString(claim, "spec", "storageClassName");
    }

    private static async Task<string?> IngressAsync(TestCluster cluster, string name, string annotations, string spec)
    {
        var ingress = await cluster.CreateAsync(
            Ingresses,
            $$$"""{"metadata":{"name":"{{{name}}}","annotations":{{{annotations}}}},"spec":{{{{spec}}}"defaultBackend":{"service":{"name":"s","port":{"number":80}} } } }""",
            Namespace);
        return JsonNodes.GetString(ingress, "spec", "ingressClassName");
    }
}
