using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Kinds.Warnings;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds.Warnings;

public sealed class KindWarningsTests
{
    private const string Label = "which can result in surprising behavior; a DNS label is recommended: [must not contain dots]";
    private const string Limit = "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended";

    [Theory]
    [InlineData("replicationcontrollers", """{"metadata":{"name":"a.b"}}""", $"metadata.name: this is used in Pod names and hostnames, {Label}")]
    [InlineData("jobs.batch", """{"metadata":{"name":"a"},"spec":{"completionMode":"Indexed","completions":100001,"parallelism":10001,"template":{"spec":{"terminationGracePeriodSeconds":-1}}}}""",
        "spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail",
        "spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("cronjobs.batch", """{"metadata":{"name":"a"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":-1}}}}}}""",
        "spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("statefulsets.apps", """{"metadata":{"name":"a"},"spec":{"revisionHistoryLimit":-1,"volumeClaimTemplates":[{"spec":{"resources":{"requests":{"storage":"100m"}}}}]}}""",
        "spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value \"100m\" is invalid, must be an integer", Limit)]
    [InlineData("podtemplates", """{"template":{"spec":{"terminationGracePeriodSeconds":-1}}}""",
        "template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("services", """{"spec":{"type":"ClusterIP","clusterIP":"None","clusterIPs":["None"],"loadBalancerIP":"10.0.0.1","externalIPs":["10.0.0.1"],"sessionAffinity":"ClientIP","externalName":"a"}}""",
        "spec.loadBalancerIP is ignored for headless services", "spec.externalIPs is ignored for headless services",
        "spec.SessionAffinity is ignored for headless services", "spec.externalName is ignored when spec.type is not \"ExternalName\"")]
    [InlineData("services", """{"metadata":{"annotations":{"service.kubernetes.io/topology-aware-hints":"auto"}},"spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1","FD00::1"],"externalIPs":["10.0.0.1"],"loadBalancerSourceRanges":["FD00::/8"],"trafficDistribution":"PreferClose"}}""",
        "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead",
        "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
        "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"",
        "spec.clusterIPs[1]: IPv6 address \"FD00::1\" should be in RFC 5952 canonical format (\"fd00::1\")",
        "spec.loadBalancerSourceRanges[0]: IPv6 CIDR value \"FD00::/8\" should be in RFC 5952 canonical format (\"fd00::/8\")")]
    [InlineData("services", """{"spec":{"type":"ExternalName","externalName":"a","externalIPs":["10.0.0.1"]}}""", "spec.externalIPs is ignored when spec.type is \"ExternalName\"")]
    [InlineData("endpoints", """{"subsets":[{"addresses":[{"ip":"10.0.0.1"}],"notReadyAddresses":[{"ip":"FD00::1"}]}]}""",
        "subsets[0].notReadyAddresses[0].ip: IPv6 address \"FD00::1\" should be in RFC 5952 canonical format (\"fd00::1\")")]
    [InlineData("endpointslices.discovery.k8s.io", """{"addressType":"FQDN","endpoints":[{"addresses":["a.b"]}]}""", "spec.addressType: FQDN endpoints are deprecated")]
    [InlineData("endpointslices.discovery.k8s.io", """{"addressType":"IPv6","endpoints":[{"addresses":["FD00::1"]}]}""",
        "endpoints[0].addresses[0]: IPv6 address \"FD00::1\" should be in RFC 5952 canonical format (\"fd00::1\")")]
    [InlineData("endpointslices.discovery.k8s.io", """{"metadata":{"labels":{"endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io"}},"addressType":"IPv6","endpoints":[{"addresses":["FD00::1"]}]}""")]
    [InlineData("ingresses.networking.k8s.io", """{"metadata":{"annotations":{"kubernetes.io/ingress.class":"a"}}}""",
        "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead")]
    [InlineData("networkpolicies.networking.k8s.io", """{"spec":{"ingress":[{"from":[{"podSelector":{}},{"ipBlock":{"cidr":"FD00::/8","except":["fd00::/16","FD01::/16"]}}]}]}}""",
        "spec.ingress[0].from[1].ipBlock.cidr: IPv6 CIDR value \"FD00::/8\" should be in RFC 5952 canonical format (\"fd00::/8\")",
        "spec.ingress[0].from[1].ipBlock.except[1]: IPv6 CIDR value \"FD01::/16\" should be in RFC 5952 canonical format (\"fd01::/16\")")]
    [InlineData("nodes", """{"spec":{"configSource":{},"externalID":"x","podCIDRs":["FD00::/64"]}}""",
        "spec.configSource: the feature is removed", "spec.externalID: this field is deprecated, and is unused by Kubernetes",
        "spec.podCIDRs[0]: IPv6 CIDR value \"FD00::/64\" should be in RFC 5952 canonical format (\"fd00::/64\")")]
    [InlineData("persistentvolumes", """{"metadata":{"annotations":{"volume.beta.kubernetes.io/mount-options":""}},"spec":{"persistentVolumeReclaimPolicy":"Recycle","rbd":{},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"beta.kubernetes.io/os"}]}]}}}}""",
        "metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use \"mountOptions\" attribute instead",
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
        "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "spec.rbd: deprecated in v1.28, non-functional in v1.31+")]
    [InlineData("persistentvolumeclaims", """{"metadata":{"annotations":{"volume.beta.kubernetes.io/storage-class":"a"}},"spec":{"resources":{"requests":{"storage":"100m"}}}}""",
        "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead",
        "spec.resources.requests[storage]: fractional byte value \"100m\" is invalid, must be an integer")]
    [InlineData("runtimeclasses.node.k8s.io", """{"scheduling":{"nodeSelector":{"beta.kubernetes.io/os":"a"}}}""",
        "scheduling.nodeSelector: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [InlineData("storageclasses.storage.k8s.io", """{"allowedTopologies":[{"matchLabelExpressions":[{"key":"app.kubernetes.io/created-by"}]}]}""",
        "allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.9")]
    [InlineData("csistoragecapacities.storage.k8s.io", """{"nodeTopology":{"matchLabels":{"beta.kubernetes.io/os":"a"}}}""",
        "nodeTopology.matchLabels.beta.kubernetes.io/os: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [InlineData("csidrivers.storage.k8s.io", """{"spec":{"tokenRequests":[{"audience":"a"}]}}""",
        "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes")]
    [InlineData("resourcequotas", """{"spec":{"hard":{"cpu":"2","limits.cpu":"1","requests.memory":"1Gi","limits.memory":"1Gi"}}}""",
        "ResourceQuota cpu (2) should be less than limits.cpu (1)")]
    [InlineData("configmaps", """{"metadata":{"name":"a.b"}}""")]
    public void New(string resource, string json, params string[] expected) => KindWarnings.OfNew(Resource(resource), Read(json)).ShouldBe(expected);

    [Fact]
    public void Update_OfATemplateThatStays_SaysNothingOfIt()
    {
        const string Spec = """{"metadata":{"name":"a","generation":GEN},"spec":{"template":{"spec":{"terminationGracePeriodSeconds":-1}},"revisionHistoryLimit":-1}}""";
        var before = Read(Spec.Replace("GEN", "1", StringComparison.Ordinal));
        var after = Read(Spec.Replace("GEN", "2", StringComparison.Ordinal));

        foreach (var resource in (string[])["deployments.apps", "replicasets.apps", "replicationcontrollers", "jobs.batch", "statefulsets.apps"])
        {
            var always = resource is "statefulsets.apps" ? [Limit] : Array.Empty<string>();
            KindWarnings.OfUpdate(Resource(resource), before, before).ShouldBe(always, resource);
            KindWarnings.OfUpdate(Resource(resource), after, before).Count().ShouldBe(1 + always.Length, resource);
        }

        KindWarnings.OfUpdate(Resource("daemonsets.apps"), after, before).ShouldBeEmpty("its template is counted by itself");
        KindWarnings.OfUpdate(Resource("pods"), after, before).ShouldBeEmpty();
    }

    [Fact]
    public void Update_Schedule_WithItsZoneIsTold()
    {
        var old = Read("""{"spec":{"schedule":"TZ=UTC 1 * * * *"}}""");
        KindWarnings.OfUpdate(Resource("cronjobs.batch"), old, old).ShouldHaveSingleItem().ShouldStartWith("cannot use TZ or CRON_TZ in spec.spec.schedule, ");
    }

    [Fact]
    public void Update_Driver_IsToldWhenItsTokensChange()
    {
        var old = Read("""{"spec":{"tokenRequests":[{"audience":"a"}]}}""");
        KindWarnings.OfUpdate(Resource("csidrivers.storage.k8s.io"), old, old).ShouldBeEmpty();
        KindWarnings.OfUpdate(Resource("csidrivers.storage.k8s.io"), old, Read("""{"spec":{}}""")).Count().ShouldBe(1);
    }

    [Fact]
    public async Task Client_GetsThem_NotOfTheStatus()
    {
        await using var api = await TestApi.StartAsync();
        const string Service = """{"metadata":{"name":"a"},"spec":{"externalIPs":["10.1.0.1"],"ports":[{"port":80}]}}""";
        const string Text = "spec.externalIPs is deprecated and may no longer be implemented in some clusters";

        var (code, _, created) = await api.SendWarnedAsync(HttpMethod.Post, "/api/v1/namespaces/default/services", Service);
        var (_, _, patched) = await api.SendWarnedAsync(
            HttpMethod.Patch, "/api/v1/namespaces/default/services/a", """{"metadata":{"labels":{"a":"b"}}}""", "application/merge-patch+json");
        var (kept, _, status) = await api.SendWarnedAsync(
            HttpMethod.Patch, "/api/v1/namespaces/default/services/a/status", """{"metadata":{"labels":{"a":"c"}}}""", "application/merge-patch+json");

        (code, kept).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        created.ShouldBe([Text]);
        patched.ShouldBe([Text]);
        status.ShouldBeEmpty();
    }

    private static GroupResource Resource(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new GroupResource("", text) : new GroupResource(text[(dot + 1)..], text[..dot]);
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
