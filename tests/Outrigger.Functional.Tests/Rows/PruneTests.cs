using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl apply --prune, which takes away what the manifests no longer have.</summary>
public sealed class PruneTests(SharedCluster cluster) : RowTest(cluster)
{
    private const string Both = """
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: one, labels: {set: a}}, data: {a: b}}
        ---
        {apiVersion: v1, kind: Secret, metadata: {name: two, labels: {set: a}}, data: {a: Yg==}}
        """;

    private const string Other = """
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: three, labels: {set: b}}, data: {a: b}}
        """;

    private static readonly string One = Both[..Both.LastIndexOf("---", StringComparison.Ordinal)];

    [Theory, EachKubectl]
    public async Task Prune_BySelector_TakesWhatIsLeftOut(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        (await row.RunAsync("apply -f -", Both)).ShouldSay("configmap/one created", "secret/two created");
        (await row.RunAsync("apply -f -", Other)).ShouldSay("configmap/three created");

        const string Prune = "apply -f - --prune -l set=a --prune-allowlist=core/v1/ConfigMap --prune-allowlist=core/v1/Secret";
        (await row.RunAsync(Prune + " --dry-run=server", One)).ShouldSay("secret/two pruned (server dry run)");
        (await row.RunAsync("get secret two -o name")).ShouldSay("secret/two");
        (await row.RunAsync(Prune, One)).ShouldSay("configmap/one unchanged", "secret/two pruned");
        (await row.RunAsync("get cm,secret -o name --field-selector=metadata.name!=kube-root-ca.crt")).ShouldSucceed().ShouldBe("configmap/one\nconfigmap/three\n");
    }

    [Theory, EachKubectl]
    public async Task Prune_ByApplySet_TakesWhatLeftTheSet(string version)
    {
        var row = (await RowAsync(version, Subject.BuiltIn, withObject: false)).With("KUBECTL_APPLYSET", "true");
        (await row.RunAsync("apply -f - --prune --applyset=parent", Both)).ShouldSay("configmap/one created", "secret/two created");
        (await row.RunAsync("get secret parent -o jsonpath={.metadata.labels}")).ShouldSay("\"applyset.kubernetes.io/id\":\"applyset-");

        (await row.RunAsync("apply -f - --prune --applyset=parent", One)).ShouldSay("configmap/one", "secret/two pruned");
        (await row.RunAsync("get cm,secret -o name --field-selector=metadata.name!=kube-root-ca.crt")).ShouldSucceed().ShouldBe("configmap/one\nsecret/parent\n");
    }
}
