using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ControlPlane.Kinds.Defaulting;
using Outrigger.ControlPlane.Kinds.Printing;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class DefaultingTests
{
    private const string PodSpec =
        """{"containers":[{"name":"a","image":"img","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"Always"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}""";

    private static readonly SchemaLibrary Library = SchemaLibrary.Load(typeof(BuiltInPrinters).Assembly);

    [Theory]
    [InlineData("Service", """{"spec":{"ports":[{"port":80}]}}""", """{"metadata":{},"spec":{"ports":[{"protocol":"TCP","port":80,"targetPort":80}],"type":"ClusterIP","sessionAffinity":"None","internalTrafficPolicy":"Cluster"},"status":{"loadBalancer":{}}}""")]
    [InlineData("Service", """{"spec":{"type":"NodePort","ports":[{"port":80,"targetPort":"web"}]}}""", """{"metadata":{},"spec":{"ports":[{"protocol":"TCP","port":80,"targetPort":"web"}],"type":"NodePort","sessionAffinity":"None","externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster"},"status":{"loadBalancer":{}}}""")]
    [InlineData("Service", """{"spec":{"type":"LoadBalancer","sessionAffinity":"ClientIP"}}""", """{"metadata":{},"spec":{"type":"LoadBalancer","sessionAffinity":"ClientIP","externalTrafficPolicy":"Cluster","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10800}},"allocateLoadBalancerNodePorts":true,"internalTrafficPolicy":"Cluster"},"status":{"loadBalancer":{}}}""")]
    [InlineData("Service", """{"spec":{"type":"ExternalName","externalName":"x.y"}}""", """{"metadata":{},"spec":{"type":"ExternalName","sessionAffinity":"None","externalName":"x.y"},"status":{"loadBalancer":{}}}""")]
    [InlineData("Endpoints", """{"subsets":[{"addresses":[{"ip":"192.0.2.1"}],"ports":[{"port":80}]}]}""", """{"metadata":{},"subsets":[{"addresses":[{"ip":"192.0.2.1"}],"ports":[{"port":80,"protocol":"TCP"}]}]}""")]
    [InlineData("Secret", """{"data":{"a":"YQ=="}}""", """{"metadata":{},"data":{"a":"YQ=="},"type":"Opaque"}""")]
    [InlineData("ConfigMap", """{"data":{"a":"b"}}""", """{"metadata":{},"data":{"a":"b"}}""")]
    [InlineData("ServiceAccount", "{}", """{"metadata":{}}""")]
    [InlineData("Namespace", "{}", """{"metadata":{},"spec":{},"status":{"phase":"Active"}}""")]
    [InlineData("Node", """{"status":{"capacity":{"cpu":"1"}}}""", """{"metadata":{},"spec":{},"status":{"capacity":{"cpu":"1"},"allocatable":{"cpu":"1"},"daemonEndpoints":{"kubeletEndpoint":{"Port":0}},"nodeInfo":{"machineID":"","systemUUID":"","bootID":"","kernelVersion":"","osImage":"","containerRuntimeVersion":"","kubeletVersion":"","kubeProxyVersion":"","operatingSystem":"","architecture":""}}}""")]
    [InlineData("Event", """{"involvedObject":{"name":"x"}}""", """{"metadata":{},"involvedObject":{"name":"x"},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":""}""")]
    [InlineData("Pod", """{"spec":{"containers":[{"name":"a","image":"img"}]}}""", $$$$$"""{"metadata":{},"spec":{{{{{PodSpec}}}}},"status":{}}""")]
    [InlineData("LimitRange", """{"spec":{"limits":[{"type":"Container","max":{"cpu":"1"}}]}}""", """{"metadata":{},"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"default":{"cpu":"1"},"defaultRequest":{"cpu":"1"}}]}}""")]
    [InlineData("ReplicationController", """{"spec":{"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a","image":"img"}]}}}}""", $$$$$"""{"metadata":{"labels":{"a":"b"}},"spec":{"replicas":1,"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},"spec":{{{{{PodSpec}}}}}}},"status":{"replicas":0}}""")]
    public void Default_CoreKind_IsFilledIn(string kind, string sent, string expected) => Check("", kind, sent, expected);

    [Theory]
    [InlineData("apps", "Deployment", """{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"img"}]}}}}""", $$$$$"""{"metadata":{},"spec":{"replicas":1,"selector":null,"template":{"metadata":{},"spec":{{{{{PodSpec}}}}}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}},"revisionHistoryLimit":10,"progressDeadlineSeconds":600},"status":{}}""")]
    [InlineData("apps", "Deployment", """{"spec":{"replicas":0,"strategy":{"type":"Recreate"},"template":{"spec":{"containers":[{"name":"a","image":"img"}]}}}}""", $$$$$"""{"metadata":{},"spec":{"replicas":0,"selector":null,"template":{"metadata":{},"spec":{{{{{PodSpec}}}}}},"strategy":{"type":"Recreate"},"revisionHistoryLimit":10,"progressDeadlineSeconds":600},"status":{}}""")]
    [InlineData("apps", "DaemonSet", """{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"img"}]}}}}""", $$$$$"""{"metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{{{{{PodSpec}}}}}},"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}},"revisionHistoryLimit":10},"status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}}""")]
    [InlineData("discovery.k8s.io", "EndpointSlice", """{"addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1"]}],"ports":[{"port":80}]}""", """{"metadata":{},"addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1"],"conditions":{}}],"ports":[{"name":"","protocol":"TCP","port":80}]}""")]
    [InlineData("rbac.authorization.k8s.io", "RoleBinding", """{"roleRef":{"kind":"Role","name":"r"}}""", """{"metadata":{},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}}""")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRole", """{"rules":[{"verbs":["get"]}]}""", """{"metadata":{},"rules":[{"verbs":["get"]}]}""")]
    [InlineData("coordination.k8s.io", "Lease", """{"spec":{}}""", """{"metadata":{},"spec":{}}""")]
    [InlineData("batch", "Job", """{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"img"}]}}}}""", $$$$$"""{"metadata":{},"spec":{"template":{"metadata":{},"spec":{{{{{PodSpec}}}}}},"completions":1,"parallelism":1,"backoffLimit":6,"completionMode":"NonIndexed","suspend":false,"podReplacementPolicy":"TerminatingOrFailed","manualSelector":false},"status":{}}""")]
    [InlineData("networking.k8s.io", "NetworkPolicy", """{"spec":{"egress":[{}]}}""", """{"metadata":{},"spec":{"podSelector":{},"egress":[{}],"policyTypes":["Ingress","Egress"]}}""")]
    public void Default_KindOfAGroup_IsFilledIn(string group, string kind, string sent, string expected) => Check(group, kind, sent, expected);

    [Fact]
    public void Default_PodWithEverything_IsFilledIn()
    {
        const string sent =
            """
            {"spec":{"serviceAccountName":"sa","hostNetwork":true,"containers":[{"name":"a","image":"img:1","ports":[{"containerPort":80}],
            "livenessProbe":{"httpGet":{"port":80}},"resources":{"limits":{"cpu":"1"}},
            "env":[{"name":"X","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}],
            "volumes":[{"name":"e"},{"name":"s","secret":{"secretName":"x"}},{"name":"h","hostPath":{"path":"/x"}},
            {"name":"p","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}]}}
            """;

        var spec = System.Text.Json.Nodes.JsonNode.Parse(Run("", "Pod", sent))!["spec"]!;

        spec["volumes"]!.ToJsonString().ShouldBe(
            """[{"name":"e","emptyDir":{}},{"name":"s","secret":{"secretName":"x","defaultMode":420}},{"name":"h","hostPath":{"path":"/x","type":""}},{"name":"p","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3600,"path":"t"}}],"defaultMode":420}}]""");
        var container = spec["containers"]![0]!;
        container["imagePullPolicy"]!.GetValue<string>().ShouldBe("IfNotPresent");
        container["ports"]!.ToJsonString().ShouldBe("""[{"containerPort":80,"protocol":"TCP","hostPort":80}]""");
        container["livenessProbe"]!.ToJsonString().ShouldBe(
            """{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}""");
        container["resources"]!.ToJsonString().ShouldBe("""{"limits":{"cpu":"1"},"requests":{"cpu":"1"}}""");
        container["env"]![0]!["valueFrom"]!["fieldRef"]!["apiVersion"]!.GetValue<string>().ShouldBe("v1");
        spec["serviceAccount"]!.GetValue<string>().ShouldBe("sa");
        spec["enableServiceLinks"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.25", "IfNotPresent")]
    [InlineData("registry:5000/nginx", "Always")]
    [InlineData("registry:5000/a/nginx:2", "IfNotPresent")]
    [InlineData("nginx@sha256:abc", "IfNotPresent")]
    [InlineData("nginx:latest@sha256:abc", "Always")]
    [InlineData("", "IfNotPresent")]
    [InlineData("Not An Image", "IfNotPresent")]
    public void PullPolicy_Image_DependsOnItsTag(string image, string expected) => PodSpecDefaults.PullPolicy(image).ShouldBe(expected);

    [Fact]
    public void Default_Twice_ChangesNothing()
    {
        foreach (var kind in Library.Kinds)
        {
            var once = Run(kind.Kind.Group, kind.Kind.Kind, "{}", kind.Kind.Version);
            var twice = Run(kind.Kind.Group, kind.Kind.Kind, once, kind.Kind.Version);
            JsonNodes.DeepEqual(System.Text.Json.Nodes.JsonNode.Parse(twice), System.Text.Json.Nodes.JsonNode.Parse(once))
                .ShouldBeTrue($"{kind.Kind}: {once} became {twice}");
        }
    }

    private static void Check(string group, string kind, string sent, string expected)
    {
        var actual = System.Text.Json.Nodes.JsonNode.Parse(Run(group, kind, sent))!;
        if (kind is "Pod")
        {
            actual["spec"]!.AsObject().Remove("enableServiceLinks").ShouldBeTrue();
        }

        JsonNodes.DeepEqual(actual, System.Text.Json.Nodes.JsonNode.Parse(expected)).ShouldBeTrue(ObjectWriter.ToText(actual));
    }

    private static string Run(string group, string kind, string sent, string version = "v1")
    {
        var definition = Library.FindKind(new(group, version, kind)).ShouldNotBeNull();
        var obj = ObjectReader.Read(Encoding.UTF8.GetBytes(sent));
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(obj, definition.Schema, report);
        report.TypeError.ShouldBeNull();
        Defaulter.Apply(obj, definition.Schema);
        BuiltInDefaulters.Default(definition.Resource.GroupResource, obj);
        return ObjectWriter.ToText(obj);
    }
}
