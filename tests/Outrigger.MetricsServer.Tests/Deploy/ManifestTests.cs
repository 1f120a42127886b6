using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.MetricsServer.Hosting;
using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Deploy;

/// <summary>The manifests of deploy/metrics-server; that their rights are enough, every test with a cluster shows.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void Rights_OfTheServer_AreNoMoreThanItNeeds()
    {
        var role = Objects("10-rbac.yaml").Single(o => (string?)o["metadata"]!["name"] == "system:metrics-server" && (string?)o["kind"] == "ClusterRole");

        role["rules"]!.AsArray().Select(r => $"{Join(r!["resources"])}: {Join(r["verbs"])}").ShouldBe(["nodes/metrics: get", "nodes,pods: list,watch"]);
    }

    [Fact]
    public void Container_OfTheDeployment_MayWriteAndBecomeNothing()
    {
        var pod = Objects("20-deployment.yaml").Single(o => (string?)o["kind"] == "Deployment")["spec"]!["template"]!["spec"]!;
        var container = pod["containers"]!.AsArray().ShouldHaveSingleItem()!;

        ((bool?)pod["securityContext"]!["runAsNonRoot"]).ShouldBe(true);
        ((bool?)container["securityContext"]!["readOnlyRootFilesystem"]).ShouldBe(true);
        ((bool?)container["securityContext"]!["allowPrivilegeEscalation"]).ShouldBe(false);
        Join(container["securityContext"]!["capabilities"]!["drop"]).ShouldBe("ALL");
        ((string?)pod["serviceAccountName"]).ShouldBe(MetricsServerHost.Name);
        ((string?)container["args"]![0]).ShouldBe("metrics-server");
        container["args"]!.AsArray().ShouldNotContain(a => ((string)a!).Contains("insecure", StringComparison.Ordinal));
    }

    [Fact]
    public void ApiService_NamesItsAuthority()
    {
        var spec = Objects("30-apiservice.yaml.tmpl").ShouldHaveSingleItem()["spec"]!;

        ((string?)spec["caBundle"]).ShouldBe("${CA_BUNDLE}");
        spec["insecureSkipTLSVerify"].ShouldBeNull();
    }

    private static List<JsonObject> Objects(string file) => [.. MetricsCluster.Manifest(file).Split("\n---\n").Select(t => YamlReader.Read(t)).OfType<JsonObject>()];

    private static string Join(JsonNode? texts) => string.Join(',', texts!.AsArray().Select(t => (string)t!));
}
