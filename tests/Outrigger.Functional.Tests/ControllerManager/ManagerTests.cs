using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary>
/// What kube-controller-manager 1.36 sends beside its informers, in the order of its start: health, discovery, the lease, accounts and tokens
/// (<c>--use-service-account-credentials</c>), then what single controllers write. Nothing but these requests works the objects here.
/// </summary>
[Collection(typeof(ManagerCollection))]
public sealed class ManagerTests(ManagerCluster cluster)
{
    // what DynamicControllerClientBuilder is asked for with the default features
    private static readonly string[] Accounts =
    [
        "attachdetach-controller", "bootstrap-signer", "certificate-controller", "clusterrole-aggregation-controller", "cronjob-controller",
        "daemon-set-controller", "deployment-controller", "disruption-controller", "endpoint-controller", "endpointslice-controller",
        "endpointslicemirroring-controller", "ephemeral-volume-controller", "expand-controller", "generic-garbage-collector",
        "horizontal-pod-autoscaler", "job-controller", "legacy-service-account-token-cleaner", "namespace-controller", "node-controller",
        "persistent-volume-binder", "pod-garbage-collector", "pv-protection-controller", "pvc-protection-controller", "replicaset-controller",
        "replication-controller", "resource-claim-controller", "resourcequota-controller", "root-ca-cert-publisher", "service-account-controller",
        "service-cidrs-controller", "statefulset-controller", "token-cleaner", "ttl-after-finished-controller", "ttl-controller",
        "validatingadmissionpolicy-status-controller", "volumeattributesclass-protection-controller",
    ];

    private readonly ManagerClient manager = cluster.Manager;

    [Fact]
    public async Task Start_ReadsHealthAndDiscovery()
    {
        Encoding.UTF8.GetString((await manager.GetAsync("/healthz", "*/*")).Body).ShouldBe("ok");
        const string aggregated =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer,application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
            "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
        var groups = (await manager.GetAsync("/apis", aggregated)).Object;
        ((string?)groups["kind"]).ShouldBe("APIGroupDiscoveryList");
        ((string?)(await manager.GetAsync("/api", aggregated)).Object["kind"]).ShouldBe("APIGroupDiscoveryList");

        // the scale client asks which kind a scale is
        var apps = (await manager.GetAsync("/apis/apps/v1", "application/vnd.kubernetes.protobuf,application/json")).ShouldBe(200);
        var scale = apps["resources"]!.AsArray().Single(r => (string?)r!["name"] == "deployments/scale")!;
        $"{scale["group"]}/{scale["version"]} {scale["kind"]}".ShouldBe("autoscaling/v1 Scale");
        (await manager.GetAsync("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")).Code.ShouldBe(200);
        (await manager.GetAsync("/openapi/v3", "application/json")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task LeaderElection_TakesAndRenewsTheLease()
    {
        const string path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
        (await manager.GetAsync($"{path}/kube-controller-manager")).ShouldBe(404);
        var lease = (await manager.PostAsync(
            path,
            $$"""
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {name: kube-controller-manager, namespace: kube-system}
            spec: {holderIdentity: one_1, leaseDurationSeconds: 15, acquireTime: "{{Now()}}", renewTime: "{{Now()}}", leaseTransitions: 0}
            """)).ShouldBe(201);

        var renewed = (JsonObject)lease.DeepClone();
        renewed["spec"]!["renewTime"] = Now();
        var after = (await manager.PutAsync($"{path}/kube-controller-manager", renewed)).ShouldBe(200);
        ((string?)after["spec"]!["renewTime"]).ShouldBe((string?)renewed["spec"]!["renewTime"]);

        // another manager that read it before
        lease["spec"]!["holderIdentity"] = "two_2";
        (await manager.PutAsync($"{path}/kube-controller-manager", lease)).ShouldBe(409);
        (await manager.PostAsync(
            "/apis/events.k8s.io/v1/namespaces/kube-system/events",
            $$"""
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: kube-controller-manager.1, namespace: kube-system}
            eventTime: "{{Now()}}"
            reportingController: kube-controller-manager
            reportingInstance: one_1
            action: LeaderElection
            reason: LeaderElection
            type: Normal
            note: one_1 became leader
            regarding: {apiVersion: coordination.k8s.io/v1, kind: Lease, namespace: kube-system, name: kube-controller-manager}
            """)).ShouldBe(201);
        var series = (await manager.PatchAsync(
            "/apis/events.k8s.io/v1/namespaces/kube-system/events/kube-controller-manager.1",
            $$$"""{"series":{"count":2,"lastObservedTime":"{{{Now()}}}"}}""",
            "application/strategic-merge-patch+json")).ShouldBe(200);
        ((long?)series["series"]!["count"]).ShouldBe(2);

        // the older recorder, which most controllers use
        (await manager.PostAsync(
            "/api/v1/namespaces/kube-system/events",
            $$"""
            apiVersion: v1
            kind: Event
            metadata: {name: kube-controller-manager.2, namespace: kube-system}
            involvedObject: {apiVersion: coordination.k8s.io/v1, kind: Lease, namespace: kube-system, name: kube-controller-manager}
            reason: LeaderElection
            message: one_1 became leader
            source: {component: kube-controller-manager}
            firstTimestamp: "{{KubernetesTime.Format(TimeProvider.System.GetUtcNow())}}"
            lastTimestamp: "{{KubernetesTime.Format(TimeProvider.System.GetUtcNow())}}"
            count: 1
            type: Normal
            """)).ShouldBe(201);
        ((long?)(await manager.PatchAsync("/api/v1/namespaces/kube-system/events/kube-controller-manager.2", """{"count":2}""", "application/strategic-merge-patch+json"))
            .ShouldBe(200)["count"]).ShouldBe(2);
    }

    [Fact]
    public async Task Accounts_OfTheControllers_AreMadeAndGetTokensWithTheirRights()
    {
        foreach (var account in Accounts)
        {
            using var client = await AsAsync(account);
            var review = (await client.PostAsync(
                "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{apiVersion: authentication.k8s.io/v1, kind: SelfSubjectReview}")).ShouldBe(201);
            ((string?)review["status"]!["userInfo"]!["username"]).ShouldBe($"system:serviceaccount:kube-system:{account}");
            var rules = (await client.PostAsync(
                "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: kube-system}}")).ShouldBe(201);
            rules["status"]!["resourceRules"]!.AsArray()
                .Any(r => !r!["apiGroups"]!.AsArray().Any(g => (string?)g is "authorization.k8s.io" or "authentication.k8s.io"))
                .ShouldBeTrue($"{account} has no rights of its own");
        }
    }

    [Fact]
    public async Task Deployment_IsWorkedByTheRequestsOfItsControllers()
    {
        (await cluster.Kubectl("1.33").RunAsync("create namespace worked")).ShouldSucceed();
        (await cluster.Kubectl("1.33").RunAsync("create serviceaccount default -n worked")).ShouldSucceed(); // by the service account controller's request
        (await cluster.Kubectl("1.33").RunAsync("create deployment web -n worked --image=web --replicas=1")).ShouldSucceed();
        using var deployments = await AsAsync("deployment-controller");
        using var sets = await AsAsync("replicaset-controller");
        var deployment = (await deployments.GetAsync("/apis/apps/v1/namespaces/worked/deployments/web")).ShouldBe(200);

        var set = (await deployments.PostAsync(
            "/apis/apps/v1/namespaces/worked/replicasets",
            $$"""
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: web-1
              namespace: worked
              labels: {app: web, pod-template-hash: "1"}
              ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: {{deployment["metadata"]!["uid"]}}, controller: true, blockOwnerDeletion: true}]
            spec:
              replicas: 1
              selector: {matchLabels: {app: web, pod-template-hash: "1"} }
              template: {metadata: {labels: {app: web, pod-template-hash: "1"} }, spec: {containers: [{name: web, image: web}]} }
            """)).ShouldBe(201);
        var pod = (await sets.PostAsync(
            "/api/v1/namespaces/worked/pods",
            $$"""
            apiVersion: v1
            kind: Pod
            metadata:
              generateName: web-1-
              namespace: worked
              labels: {app: web, pod-template-hash: "1"}
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: {{set["metadata"]!["uid"]}}, controller: true, blockOwnerDeletion: true}]
            spec: {containers: [{name: web, image: web}]}
            """)).ShouldBe(201);
        ((string)pod["metadata"]!["name"]!).ShouldMatch("^web-1-.{5}$");

        set["status"] = new JsonObject { ["replicas"] = 1, ["fullyLabeledReplicas"] = 1, ["observedGeneration"] = 1 };
        (await sets.PutAsync("/apis/apps/v1/namespaces/worked/replicasets/web-1/status", set)).ShouldBe(200);
        deployment["status"] = new JsonObject { ["replicas"] = 1, ["updatedReplicas"] = 1, ["observedGeneration"] = 1, ["unavailableReplicas"] = 1 };
        var seen = (await deployments.PutAsync("/apis/apps/v1/namespaces/worked/deployments/web/status", deployment)).ShouldBe(200);
        ((long?)seen["status"]!["updatedReplicas"]).ShouldBe(1);
        (await deployments.GetAsync("/api/v1/namespaces/worked/secrets")).ShouldBe(403);

        // the autoscaler's scale client
        using var autoscaler = await AsAsync("horizontal-pod-autoscaler");
        var scale = (await autoscaler.GetAsync("/apis/apps/v1/namespaces/worked/deployments/web/scale")).ShouldBe(200);
        ((string?)scale["status"]!["selector"]).ShouldBe("app=web");
        scale["spec"]!["replicas"] = 3;
        ((long?)(await autoscaler.PutBareAsync("/apis/apps/v1/namespaces/worked/deployments/web/scale", scale)).ShouldBe(200)["spec"]!["replicas"]).ShouldBe(3);

        // the garbage collector, through the metadata client
        using var collector = await AsAsync("generic-garbage-collector");
        var uid = (string)pod["metadata"]!["uid"]!;
        var path = $"/api/v1/namespaces/worked/pods/{pod["metadata"]!["name"]}";
        (await collector.PatchAsync(path, $$$"""{"metadata":{"ownerReferences":[{"$patch":"delete","uid":"{{{set["metadata"]!["uid"]}}}"}],"uid":"{{{uid}}}"}}""", "application/strategic-merge-patch+json"))
            .ShouldBe(200)["metadata"]!["ownerReferences"].ShouldBeNull();
        (await collector.DeleteAsync(path, $$$"""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"{{{uid}}}"},"propagationPolicy":"Background"}""")).Code.ShouldBe(200);
        (await collector.GetAsync(path)).ShouldBe(404);
    }

    [Fact]
    public async Task Namespace_IsEmptiedAndFinalizedByTheRequestsOfItsController()
    {
        var kubectl = cluster.Kubectl("1.33");
        (await kubectl.RunAsync("create namespace going")).ShouldSucceed();
        (await kubectl.RunAsync("create configmap inside -n going")).ShouldSucceed();
        (await kubectl.RunAsync("delete namespace going --wait=false")).ShouldSucceed();
        using var namespaces = await AsAsync("namespace-controller");
        var going = (await namespaces.GetAsync("/api/v1/namespaces/going")).ShouldBe(200);
        ((string?)going["status"]!["phase"]).ShouldBe("Terminating");

        (await namespaces.DeleteAsync("/api/v1/namespaces/going/configmaps", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}""")).Code.ShouldBe(200);
        (await namespaces.GetAsync(
            "/api/v1/namespaces/going/configmaps",
            $"{ManagerClient.Protobuf};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json")).ShouldBe(200)["items"]?.AsArray().ShouldBeEmpty();
        going["spec"]!["finalizers"] = new JsonArray();
        (await namespaces.PutAsync("/api/v1/namespaces/going/finalize", going)).ShouldBe(200);

        (await manager.GetAsync("/api/v1/namespaces/going")).ShouldBe(404);
    }

    private static string Now() => KubernetesTime.FormatMicro(TimeProvider.System.GetUtcNow());

    // DynamicControllerClientBuilder: the account is looked up, made when it is missing, and its token asked for
    private async Task<ManagerClient> AsAsync(string account)
    {
        const string path = "/api/v1/namespaces/kube-system/serviceaccounts";
        if ((await manager.GetAsync($"{path}/{account}")).Code == 404)
        {
            (await manager.PostAsync(path, $$"""{apiVersion: v1, kind: ServiceAccount, metadata: {name: {{account}}, namespace: kube-system} }""")).ShouldBe(201);
        }

        var issued = (await manager.PostAsync(
            $"{path}/{account}/token",
            string.Create(CultureInfo.InvariantCulture, $$"""{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: {{3600}} } }"""))).ShouldBe(201);
        return cluster.WithToken((string)issued["status"]!["token"]!);
    }
}
