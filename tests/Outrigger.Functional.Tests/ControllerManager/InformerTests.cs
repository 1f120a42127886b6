using System.Text.Json.Nodes;

namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary>What the informers of kube-controller-manager 1.36 ask, kind by kind, with its default features.</summary>
[Collection(typeof(ManagerCollection))]
public sealed class InformerTests(ManagerCluster cluster)
{
    private const string MetadataList =
        $"{ManagerClient.Protobuf};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private const string Metadata =
        $"{ManagerClient.Protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    // kind and path; the reflectors of the controllers, and of the quota and garbage collection over everything else
    private static readonly (string Kind, string Path)[] Kinds =
    [
        ("ConfigMap", "/api/v1/configmaps"), ("Endpoints", "/api/v1/endpoints"), ("Event", "/api/v1/events"), ("LimitRange", "/api/v1/limitranges"),
        ("Namespace", "/api/v1/namespaces"), ("Node", "/api/v1/nodes"), ("PersistentVolumeClaim", "/api/v1/persistentvolumeclaims"),
        ("PersistentVolume", "/api/v1/persistentvolumes"), ("Pod", "/api/v1/pods"), ("PodTemplate", "/api/v1/podtemplates"),
        ("ReplicationController", "/api/v1/replicationcontrollers"), ("ResourceQuota", "/api/v1/resourcequotas"), ("Secret", "/api/v1/secrets"),
        ("ServiceAccount", "/api/v1/serviceaccounts"), ("Service", "/api/v1/services"),
        ("ControllerRevision", "/apis/apps/v1/controllerrevisions"), ("DaemonSet", "/apis/apps/v1/daemonsets"), ("Deployment", "/apis/apps/v1/deployments"),
        ("ReplicaSet", "/apis/apps/v1/replicasets"), ("StatefulSet", "/apis/apps/v1/statefulsets"),
        ("HorizontalPodAutoscaler", "/apis/autoscaling/v2/horizontalpodautoscalers"), ("CronJob", "/apis/batch/v1/cronjobs"), ("Job", "/apis/batch/v1/jobs"),
        ("CertificateSigningRequest", "/apis/certificates.k8s.io/v1/certificatesigningrequests"), ("Lease", "/apis/coordination.k8s.io/v1/leases"),
        ("EndpointSlice", "/apis/discovery.k8s.io/v1/endpointslices"), ("Event", "/apis/events.k8s.io/v1/events"),
        ("Ingress", "/apis/networking.k8s.io/v1/ingresses"), ("IPAddress", "/apis/networking.k8s.io/v1/ipaddresses"),
        ("NetworkPolicy", "/apis/networking.k8s.io/v1/networkpolicies"), ("ServiceCIDR", "/apis/networking.k8s.io/v1/servicecidrs"),
        ("PodDisruptionBudget", "/apis/policy/v1/poddisruptionbudgets"),
        ("ClusterRole", "/apis/rbac.authorization.k8s.io/v1/clusterroles"), ("ClusterRoleBinding", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"),
        ("Role", "/apis/rbac.authorization.k8s.io/v1/roles"), ("RoleBinding", "/apis/rbac.authorization.k8s.io/v1/rolebindings"),
        ("DeviceClass", "/apis/resource.k8s.io/v1/deviceclasses"), ("ResourceClaim", "/apis/resource.k8s.io/v1/resourceclaims"),
        ("ResourceClaimTemplate", "/apis/resource.k8s.io/v1/resourceclaimtemplates"), ("ResourceSlice", "/apis/resource.k8s.io/v1/resourceslices"),
        ("PriorityClass", "/apis/scheduling.k8s.io/v1/priorityclasses"),
        ("CSIDriver", "/apis/storage.k8s.io/v1/csidrivers"), ("CSINode", "/apis/storage.k8s.io/v1/csinodes"), ("StorageClass", "/apis/storage.k8s.io/v1/storageclasses"),
        ("VolumeAttachment", "/apis/storage.k8s.io/v1/volumeattachments"), ("VolumeAttributesClass", "/apis/storage.k8s.io/v1/volumeattributesclasses"),
        ("ValidatingAdmissionPolicy", "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"),
        ("ValidatingWebhookConfiguration", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"),
        ("CustomResourceDefinition", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"), ("APIService", "/apis/apiregistration.k8s.io/v1/apiservices"),
        ("FlowSchema", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas"),
    ];

    public static TheoryData<string, string> Informers => [.. Kinds.Select(k => (k.Kind, k.Path))];

    [Theory, MemberData(nameof(Informers))]
    public async Task Informer_OfAKind_ListsAndWatchesInProtobuf(string kind, string path)
    {
        var list = (await cluster.Manager.GetAsync($"{path}?limit=500&resourceVersion=0")).ShouldBe(200);
        ((string?)list["kind"]).ShouldBe($"{kind}List");

        var objects = await InitialAsync(path, "application/vnd.kubernetes.protobuf,application/json", kind);

        objects.Count.ShouldBe(list["items"]?.AsArray().Count ?? 0);
        objects.ShouldAllBe(o => (string?)o["metadata"]!["uid"] != null);
        (await InitialJsonAsync(path, kind)).ShouldBe(objects.Count);
    }

    [Theory, MemberData(nameof(Informers))]
    public async Task MetadataInformer_OfAKind_ListsAndWatchesInProtobuf(string kind, string path)
    {
        _ = kind;
        var list = (await cluster.Manager.GetAsync($"{path}?limit=500&resourceVersion=0", MetadataList)).ShouldBe(200);
        ((string?)list["kind"]).ShouldBe("PartialObjectMetadataList");

        var objects = await InitialAsync(path, Metadata, "PartialObjectMetadata");

        objects.Count.ShouldBe(list["items"]?.AsArray().Count ?? 0);
        objects.ShouldAllBe(o => (string?)o["metadata"]!["uid"] != null && o["spec"] == null && o["data"] == null);
    }

    [Fact]
    public async Task Watch_AfterTheInitialEvents_GoesOn()
    {
        using var response = await cluster.Manager.WatchAsync(WatchList("/api/v1/namespaces/default/configmaps"), "application/vnd.kubernetes.protobuf;stream=watch");
        await using var stream = await response.Content.ReadAsStreamAsync(CancellationToken.None);
        await ReadInitialAsync(stream, "ConfigMap");

        (await cluster.Kubectl("1.33").RunAsync("create configmap later")).ShouldSucceed();
        (await cluster.Kubectl("1.33").RunAsync("delete configmap later")).ShouldSucceed();

        var added = await WatchFrames.ReadAsync(stream);
        var deleted = await WatchFrames.ReadAsync(stream);
        (added.Type, deleted.Type).ShouldBe(("ADDED", "DELETED"));
        ((string?)deleted.Object["metadata"]!["name"]).ShouldBe("later");

        // a reflector that lost its connection goes on from where it was
        var from = (string)added.Object["metadata"]!["resourceVersion"]!;
        using var again = await cluster.Manager.WatchAsync($"/api/v1/namespaces/default/configmaps?allowWatchBookmarks=true&resourceVersion={from}&timeoutSeconds=300&watch=true");
        await using var rest = await again.Content.ReadAsStreamAsync(CancellationToken.None);
        (await WatchFrames.ReadAsync(rest)).Type.ShouldBe("DELETED");
    }

    private static string WatchList(string path) =>
        $"{path}?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeout=7m2s&timeoutSeconds=422&watch=true";

    private async Task<List<JsonObject>> InitialAsync(string path, string accept, string kind)
    {
        using var response = await cluster.Manager.WatchAsync(WatchList(path), accept);
        ((int)response.StatusCode).ShouldBe(200);
        response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal).ShouldStartWith("application/vnd.kubernetes.protobuf");
        response.Content.Headers.ContentType!.ToString().ShouldContain("stream=watch");
        await using var stream = await response.Content.ReadAsStreamAsync(CancellationToken.None);
        return await ReadInitialAsync(stream, kind);
    }

    // how many events come before the bookmark
    private async Task<int> InitialJsonAsync(string path, string kind)
    {
        using var response = await cluster.Manager.WatchAsync(WatchList(path), "application/json");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(CancellationToken.None));
        for (var count = 0; ; count++)
        {
            var one = JsonNode.Parse((await lines.ReadLineAsync(CancellationToken.None))!)!;
            ((string?)one["object"]!["kind"]).ShouldBe(kind);
            if ((string?)one["type"] == "BOOKMARK")
            {
                ((string?)one["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]).ShouldBe("true");
                return count;
            }
        }
    }

    private static async Task<List<JsonObject>> ReadInitialAsync(Stream stream, string kind)
    {
        var objects = new List<JsonObject>();
        while (true)
        {
            var (type, each, obj) = await WatchFrames.ReadAsync(stream);
            each.ShouldBe(kind);
            if (type == "BOOKMARK")
            {
                ((string?)obj["metadata"]!["annotations"]!["k8s.io/initial-events-end"]).ShouldBe("true");
                ((string?)obj["metadata"]!["resourceVersion"]).ShouldNotBeNullOrEmpty();
                return objects;
            }

            type.ShouldBe("ADDED");
            objects.Add(obj);
        }
    }
}
