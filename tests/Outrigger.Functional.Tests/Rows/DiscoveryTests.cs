using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>The commands that read what the server says about itself.</summary>
public sealed class DiscoveryTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl]
    public async Task ApiResources_ListsBuiltInAndAggregatedKinds(string version)
    {
        var lines = (await Cluster.Kubectl(version).RunAsync("api-resources --cached=false")).ShouldSucceed().Split('\n')
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        lines.ShouldContain("configmaps cm v1 true ConfigMap");
        lines.ShouldContain("deployments deploy apps/v1 true Deployment");
        lines.ShouldContain("widgets wd custom.example.com/v1 true Widget");
        lines.ShouldContain("apiservices apiregistration.k8s.io/v1 false APIService");
    }

    [Theory, EachKubectl]
    public async Task ApiResources_OfTheGroup_ListsItsVerbs(string version)
    {
        var wide = (await Cluster.Kubectl(version).RunAsync("api-resources --api-group=custom.example.com -o wide")).ShouldSucceed();
        foreach (var verb in new[] { "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch" })
        {
            wide.ShouldContain(verb);
        }
    }

    [Theory, EachKubectl]
    public async Task ApiVersions_ListsEveryGroupVersion(string version)
    {
        var lines = (await Cluster.Kubectl(version).RunAsync("api-versions")).ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain("v1");
        lines.ShouldContain("apps/v1");
        lines.ShouldContain("rbac.authorization.k8s.io/v1");
        lines.ShouldContain("custom.example.com/v1");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Explain_Spec_DescribesTheFields(string version, string kind)
    {
        var text = (await Cluster.Kubectl(version).RunAsync($"explain {kind}.spec")).ShouldSucceed();
        text.ShouldContain("replicas");
        text.ShouldContain("<integer>");
        text.ShouldContain(kind == Subject.BuiltIn ? "selector" : "color");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Explain_Recursive_ListsNestedFields(string version, string kind)
    {
        var text = (await Cluster.Kubectl(version).RunAsync($"explain {kind} --recursive")).ShouldSucceed();
        text.ShouldContain("metadata");
        text.ShouldContain("resourceVersion");
        text.ShouldContain(kind == Subject.BuiltIn ? "terminationGracePeriodSeconds" : "availableReplicas");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Describe_AnObject_ShowsItsFields(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var text = (await row.RunAsync($"describe KIND {Name}")).ShouldSucceed();
        text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["Name:", Name]);
        text.ShouldContain(row.Namespace);
        text.ShouldContain("processor:v1");
        text.ShouldContain("Events:");
    }

    [Theory, EachKubectl]
    public async Task Apiservices_ListsLocalAndAggregatedOnes(string version)
    {
        var lines = (await Cluster.Kubectl(version).RunAsync("get apiservices")).ShouldSucceed().Split('\n')
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(l => l.Length > 2).ToList();
        lines.ShouldContain(l => l[0] == "v1.apps" && l[1] == "Local" && l[2] == "True");
        lines.ShouldContain(l => l[0] == "v1.custom.example.com" && l[1] == "custom-system/custom-api-server" && l[2] == "True");
    }

    [Theory, EachKubectl]
    public async Task Raw_Paths_AnswerHealthVersionAndDiscovery(string version)
    {
        var kubectl = Cluster.Kubectl(version);
        (await kubectl.RunAsync("get --raw /readyz")).ShouldSucceed().ShouldBe("ok");
        (await kubectl.RunAsync("get --raw /version")).ShouldSucceed().ShouldContain("gitVersion");
        (await kubectl.RunAsync("get --raw /apis/custom.example.com/v1")).ShouldSucceed().ShouldContain("\"widgets/scale\"");
        (await kubectl.RunAsync("get --raw /openapi/v3/apis/custom.example.com/v1")).ShouldSucceed().ShouldContain("availableReplicas");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Explain_FromOpenApiV2_DescribesTheFields(string version, string kind)
    {
        var text = (await Cluster.Kubectl(version).RunAsync($"explain {kind}.spec --output=plaintext-openapiv2")).ShouldSay("replicas", "<integer>");
        text.ShouldContain(kind == Subject.BuiltIn ? "selector" : "color");
    }

    [Theory, EachKubectl]
    public async Task ClusterInfo_AndVersion_NameTheServer(string version)
    {
        var kubectl = Cluster.Kubectl(version);
        (await kubectl.RunAsync("cluster-info")).ShouldSay("Kubernetes control plane", Cluster.ControlPlane.Address.ToString().TrimEnd('/'));
        (await kubectl.RunAsync("version -o json")).ShouldSay("\"serverVersion\"", "\"minor\": \"36\"");
        (await kubectl.RunAsync("api-resources --namespaced=false --verbs=list,get -o name --sort-by=name")).ShouldSay("nodes\n", "customresourcedefinitions.apiextensions.k8s.io")
            .ShouldNotContain("configmaps");
        (await kubectl.RunAsync("api-resources --categories=all -o name")).ShouldSay("pods\n", "deployments.apps");
    }
}
