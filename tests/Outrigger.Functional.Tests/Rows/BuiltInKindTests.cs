using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>One object of each of many built-in kinds, through a whole life.</summary>
public sealed class BuiltInKindTests(SharedCluster cluster) : RowTest(cluster)
{
    private const string Manifests = """
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: sample}, data: {a: b}}
        ---
        {apiVersion: v1, kind: Secret, metadata: {name: sample}, data: {p: cQ==}}
        ---
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: sample}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: sample}, spec: {selector: {app: x}, ports: [{port: 80, targetPort: 8080}]}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: sample}, spec: {containers: [{name: c, image: 'i:v1', resources: {requests: {cpu: 100m}}}]}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: sample}, spec: {selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: 'i:v1'}]}}}}
        ---
        {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: sample}, addressType: IPv4, endpoints: [{addresses: [10.1.2.3], conditions: {ready: true}}], ports: [{name: '', port: 80, protocol: TCP}]}
        ---
        {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: sample}, spec: {holderIdentity: me}}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: sample}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: sample}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sample}, subjects: [{kind: User, name: u, apiGroup: rbac.authorization.k8s.io}]}
        """;

    private static readonly string[] Types =
    [
        "configmap", "secret", "serviceaccount", "service", "pod", "deployment.apps", "endpointslice.discovery.k8s.io", "lease.coordination.k8s.io",
        "role.rbac.authorization.k8s.io", "rolebinding.rbac.authorization.k8s.io",
    ];

    [Theory, EachKubectl]
    public async Task Apply_ManyKinds_EachLivesThroughApplyGetDescribeAndDelete(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        Lines(await row.RunAsync("apply -f -", Manifests)).ShouldBe(Types.Select(t => $"{t}/sample created"));
        Lines(await row.RunAsync("apply -f -", Manifests)).ShouldBe(Types.Select(t => $"{t}/sample unchanged"));
        Lines(await row.RunAsync("get -f - -o name", Manifests)).ShouldBe(Types.Select(t => $"{t}/sample"));
        var wide = (await row.RunAsync("get -f - -o wide", Manifests)).ShouldSucceed();
        wide.ShouldContain("CLUSTER-IP");
        wide.ShouldContain("NOMINATED NODE");
        wide.ShouldContain("HOLDER");
        (await row.RunAsync("describe -f -", Manifests)).ShouldSucceed().ShouldContain("Strategy");
        Lines(await row.RunAsync("delete -f -", Manifests)).Where(l => l.Contains("\"sample\"", StringComparison.Ordinal)).Count().ShouldBe(Types.Length);
        (await row.RunAsync("get -f - --ignore-not-found", Manifests)).ShouldSucceed().ShouldBeEmpty();
    }

    [Theory, EachKubectl]
    public async Task Delete_ANamespace_TakesItsObjectsAlong(string version)
    {
        var row = await RowAsync(version, Subject.Aggregated);
        (await row.RunAsync("create configmap goes-too --from-literal=a=b")).ShouldSucceed();
        (await row.Kubectl.RunAsync($"delete namespace {row.Namespace}")).ShouldSucceed();
        (await row.Kubectl.RunAsync($"get namespace {row.Namespace}")).ShouldFail().ShouldContain("(NotFound)");
        (await row.RunAsync("get configmaps,widgets -o name")).ShouldSucceed().ShouldBeEmpty();
    }

    private static string[] Lines(CommandAnswer answer) => answer.ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
