using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Helm;

/// <summary>helm with a chart that has a CRD, a custom resource, a Deployment, a Service, a ConfigMap and RBAC.</summary>
public sealed class HelmTests(SharedCluster cluster)
{
    private static readonly string Chart = Path.Combine(AppContext.BaseDirectory, "Helm", "chart");

    public static IEnumerable<TheoryDataRow<string>> Versions => [new("3"), new TheoryDataRow<string>("4").WithTrait("category", "full")];

    [Theory, MemberData(nameof(Versions))]
    public async Task Chart_InstallUpgradeRollbackUninstall_LeavesWhatEachSays(string version)
    {
        var ns = $"helm-{version}";
        (await HelmAsync(version, $"install mill CHART -n {ns} --create-namespace")).ShouldSay("STATUS: deployed", "The mill mill turns at 10.");
        (await KubectlAsync($"get all,cm,sa,role,rolebinding,turbine -n {ns} -o name")).ShouldSay(
            "service/mill", "deployment.apps/mill", "configmap/mill", "serviceaccount/mill", "role.rbac.authorization.k8s.io/mill", "turbine.wind.example.com/mill");
        (await KubectlAsync($"get cm mill -n {ns} -o 'jsonpath={{.data.greeting}} {{.data.namespace}} {{.data.kubernetes}} {{.data.apps}}'")).ShouldSucceed()
            .ShouldBe("hello default 36 true");
        (await HelmAsync(version, $"install mill CHART -n {ns}")).ShouldRefuse("a name that is still in use");

        (await HelmAsync(version, $"upgrade mill CHART -n {ns} --set image=windmill:v2,speed=20,extra=true,greeting=hi")).ShouldSay("REVISION: 2");
        (await FactsAsync(ns)).ShouldBe("windmill:v2 20 3 hi");
        (await KubectlAsync($"get secret mill-extra -n {ns} -o name")).ShouldSucceed();
        (await KubectlAsync($"patch turbine mill -n {ns} --type=merge -p '{{\"spec\":{{\"blades\":5}}}}'")).ShouldSucceed();
        (await HelmAsync(version, $"upgrade mill CHART -n {ns} --reuse-values --set speed=-1")).ShouldRefuse("spec.speed");

        (await HelmAsync(version, $"rollback mill 1 -n {ns}")).ShouldSay("Rollback was a success");
        (await FactsAsync(ns)).ShouldBe("windmill:v1 10 5 hello");
        (await KubectlAsync($"get secret mill-extra -n {ns}")).ShouldRefuse("(NotFound)");

        (await HelmAsync(version, $"uninstall mill -n {ns} --wait")).ShouldSay("release \"mill\" uninstalled");
        (await KubectlAsync($"get services,deployments,secrets,role,rolebinding,turbine -n {ns} -o name")).ShouldSucceed().ShouldBeEmpty();
        (await KubectlAsync("get crd turbines.wind.example.com -o name")).ShouldSucceed();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Release_ListStatusHistoryGet_TellOfIt(string version)
    {
        var ns = $"helm-told-{version}";
        (await HelmAsync(version, $"upgrade told CHART -n {ns} --install --create-namespace")).ShouldSay("deployed");
        (await HelmAsync(version, $"upgrade told CHART -n {ns} --set speed=11 --description faster")).ShouldSay("REVISION: 2");
        (await HelmAsync(version, $"list -n {ns}")).ShouldSay("told", "deployed", "windmill-0.1.0");
        (await HelmAsync(version, "list -A -o json")).ShouldSay($"\"namespace\":\"{ns}\"");
        (await HelmAsync(version, $"status told -n {ns}")).ShouldSay("STATUS: deployed", "REVISION: 2");
        (await HelmAsync(version, $"history told -n {ns}")).ShouldSay("superseded", "faster");
        (await HelmAsync(version, $"get manifest told -n {ns}")).ShouldSay("kind: Turbine", "speed: 11");
        (await HelmAsync(version, $"get manifest told -n {ns} --revision 1")).ShouldSay("speed: 10");
        (await HelmAsync(version, $"get values told -n {ns}")).ShouldSay("speed: 11");
        (await HelmAsync(version, $"upgrade told CHART -n {ns} --dry-run=server")).ShouldSay("pending-upgrade", "kind: Deployment");
        (await HelmAsync(version, version == "3" ? $"template told CHART -n {ns} --validate --is-upgrade" : $"template told CHART -n {ns} --dry-run=server --is-upgrade"))
            .ShouldSay("kind: RoleBinding", $"namespace: {ns}");
        (await HelmAsync(version, $"status absent -n {ns}")).ShouldRefuse("release: not found");
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Install_Wait_EndsWhenTheDeploymentIsThere(string version)
    {
        var ns = $"helm-wait-{version}";
        var player = new PodPlayer(cluster.Client, ns);
        (await player.DuringAsync(HelmAsync(version, $"install slow CHART -n {ns} --create-namespace --wait --timeout 50s"))).ShouldSay("STATUS: deployed");
        (await KubectlAsync($"get deployment slow -n {ns}")).ShouldSay("2/2");
        (await player.DuringAsync(HelmAsync(version, $"upgrade slow CHART -n {ns} --set image=windmill:v2 --wait --timeout 50s"))).ShouldSay("REVISION: 2");
        (await HelmAsync(version, $"upgrade slow CHART -n {ns} --set image=windmill:v3 --wait --timeout 1s")).ShouldFail();
        (await HelmAsync(version, $"history slow -n {ns}")).ShouldSay("failed");
    }

    private Task<CommandAnswer> HelmAsync(string version, string commandLine)
    {
        var home = Path.Combine(Path.GetDirectoryName(cluster.Folder.Data.Root)!, $"helm-{version}");
        var helm = new CommandRunner($"helm.{version}", TestTools.PathOf($"helm.{version}"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = cluster.Folder.Data.Kubeconfig,
            ["HOME"] = home,
            ["TMPDIR"] = Directory.CreateDirectory(home).FullName,
        });
        return helm.RunAsync(CommandLine.Split(commandLine.Replace("CHART", Chart, StringComparison.Ordinal)));
    }

    private async Task<string> FactsAsync(string ns) =>
        (await KubectlAsync($"get deployment/mill turbine/mill configmap/mill -n {ns} -o 'jsonpath={{.items[0].spec.template.spec.containers[0].image}} {{.items[1].spec.speed}} {{.items[1].spec.blades}} {{.items[2].data.greeting}}'"))
            .ShouldSucceed();

    private Task<CommandAnswer> KubectlAsync(string commandLine) => cluster.Kubectl(KubectlVersions.Usual[^1]).RunAsync(commandLine);
}
