using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Kinds.Warnings;

namespace Outrigger.ControlPlane.Tests.Kinds.Warnings;

public sealed class PodWarningsTests
{
    [Theory]
    [InlineData("""{"containers":[{"name":"c"}]}""")]
    [InlineData("""{"nodeSelector":{"kubernetes.io/os":"linux","beta.kubernetes.io/os":"linux"}}""",
        "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [InlineData(
        """
        {"affinity":{"nodeAffinity":{
        "requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"node-role.kubernetes.io/master","operator":"Exists"}]}]},
        "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"preference":{"matchExpressions":[{"key":"a","operator":"In","values":["b","c/d"]}]}}]}}}
        """,
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: node-role.kubernetes.io/master is use \"node-role.kubernetes.io/control-plane\" instead",
        "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values[1]: c/d is invalid, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    [InlineData("""{"topologySpreadConstraints":[{"topologyKey":"beta.kubernetes.io/arch","labelSelector":{}},{"topologyKey":"a"}]}""",
        "spec.topologySpreadConstraints[0].topologyKey: beta.kubernetes.io/arch is deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "spec.topologySpreadConstraints[1].labelSelector: a null labelSelector results in matching no pod")]
    [InlineData(
        """
        {"affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"a"}]},
        "podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{"topologyKey":"a"}}]}}}
        """,
        "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod",
        "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod")]
    [InlineData("""{"hostAliases":[{"ip":"10.0.0.1"},{"ip":"10.0.0.1"},{"ip":"FD00:0::1"}]}""",
        "spec.hostAliases[1].ip: duplicate ip \"10.0.0.1\"",
        "spec.hostAliases[2].ip: IPv6 address \"FD00:0::1\" should be in RFC 5952 canonical format (\"fd00::1\")")]
    [InlineData("""{"imagePullSecrets":[{"name":"a"},{"name":"a"},{}]}""",
        "spec.imagePullSecrets[1].name: duplicate name \"a\"", "spec.imagePullSecrets[2].name: invalid empty name \"\"")]
    [InlineData("""{"overhead":{"memory":"100m","cpu":"100m"},"terminationGracePeriodSeconds":-1}""",
        "spec.overhead[memory]: fractional byte value \"100m\" is invalid, must be an integer",
        "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("""{"dnsConfig":{"nameservers":["10.0.0.1","2001:DB8::1"]}}""",
        "spec.dnsConfig.nameservers[1]: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")")]
    public void Spec(string spec, params string[] expected) =>
        Of($$"""{"metadata":{"name":"a"},"spec": {{spec}} }""").ShouldBe(expected);

    [Fact]
    public void Name_ThatIsNoLabel_IsTold() => Of("""{"metadata":{"name":"a.b"}}""").ShouldBe([
        "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ]);

    [Fact]
    public void Annotations_WithoutEffect_AreToldUnlessTheFieldIsThere()
    {
        const string Pod = """
            {"metadata":{"name":"a","annotations":{"scheduler.alpha.kubernetes.io/critical-pod":"","seccomp.security.alpha.kubernetes.io/pod":"x",
            "container.seccomp.security.alpha.kubernetes.io/c":"x","container.apparmor.security.beta.kubernetes.io/c":"runtime/default"}},
            "spec":{"securityContext":POD,"containers":[{"name":"c","securityContext":OWN}]}}
            """;

        Of(With("{}", "{}")).ShouldBe([
            "metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the \"priorityClassName\" field instead",
            "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the \"seccompProfile\" field instead",
            "metadata.annotations[container.seccomp.security.alpha.kubernetes.io/c]: non-functional in v1.27+; use the \"seccompProfile\" field instead",
        ]);
        Of(With("""{"seccompProfile":{"type":"Unconfined"}}""", """{"seccompProfile":{"type":"Unconfined"}}""")).Count.ShouldBe(1);
        OfTemplate(With("{}", "{}"))[^1].ShouldBe(
            "spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
        OfTemplate(With("""{"appArmorProfile":{"type":"RuntimeDefault"}}""", "{}")).Count.ShouldBe(3, "the pod's profile is the same");
        OfTemplate(With("""{"appArmorProfile":{"type":"Unconfined"}}""", "{}")).Count.ShouldBe(4);

        static string With(string pod, string own) =>
            Pod.Replace("POD", pod, StringComparison.Ordinal).Replace("OWN", own, StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_DeprecatedOrOverlapping_AreTold() => Of(
        """
        {"metadata":{"name":"a"},"spec":{"volumes":[{"name":"g","gitRepo":{"repository":"r"}},{"name":"s","storageos":{}},
        {"name":"e","ephemeral":{"volumeClaimTemplate":{"spec":{"resources":{"requests":{"storage":"1500m"}}}}}},
        {"name":"m","configMap":{"name":"cm","items":[{"key":"k","path":"a"},{"key":"l","path":"a/b"},{"key":"m","path":"ab"}]}},
        {"name":"p","projected":{"sources":[{},{"secret":{"name":"x","items":[{"key":"k","path":"token"}]}},{"serviceAccountToken":{"path":"token"}}]}}]}}
        """).ShouldBe([
            "spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+",
            "spec.volumes[1].storageOS: deprecated in v1.22, non-functional in v1.25+",
            "spec.volumes[2].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value \"1500m\" is invalid, must be an integer",
            "volume \"m\" (ConfigMap \"cm\"): overlapping paths: \"a/b\" with \"a\"",
            "volume \"p\" (Projected) has no sources provided",
            "volume \"p\" (Projected): overlapping paths: \"token\" (ServiceAccountToken) with \"token\" (Secret \"x\")",
        ]);

    [Theory]
    [InlineData("""[{"name":"a","value":"1"},{"name":"b","value":"$(a)"},{"name":"a","value":"$(a)2"}]""")]
    [InlineData("""[{"name":"a","value":"1"},{"name":"a","value":"2"}]""", "spec.containers[0].env[1]: hides previous definition of \"a\", which may be dropped when using apply")]
    [InlineData("""[{"name":"a","value":"1"},{"name":"a","value":"$(a)"}]""", "spec.containers[0].env[1]: hides previous definition of \"a\", which may be dropped when using apply")]
    [InlineData("""[{"name":"a"},{"name":"a","valueFrom":{"fieldRef":{}}}]""", "spec.containers[0].env[1]: hides previous definition of \"a\", which may be dropped when using apply")]
    public void Variables(string env, params string[] expected) =>
        Of($$"""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","env": {{env}} }] } }""").ShouldBe(expected);

    [Theory]
    [InlineData("""[{"containerPort":80,"protocol":"TCP"},{"containerPort":80,"protocol":"UDP"}]""")]
    [InlineData("""[{"name":"w","containerPort":80,"protocol":"TCP","hostIP":"10.0.0.1"}]""",
        "spec.containers[0].ports[0]: hostIP set without hostPort: {Name:w HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}")]
    [InlineData("""[{"containerPort":80,"protocol":"TCP"},{"containerPort":80,"protocol":"TCP"}]""",
        "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]")]
    [InlineData("""[{"containerPort":80,"protocol":"TCP","hostPort":8080},{"containerPort":80,"protocol":"TCP"}]""",
        "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]")]
    [InlineData("""[{"containerPort":80,"protocol":"TCP","hostPort":8080},{"containerPort":80,"protocol":"TCP","hostPort":8080,"hostIP":"10.0.0.1"}]""",
        "spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]")]
    [InlineData("""[{"containerPort":80,"protocol":"TCP","hostPort":8080,"hostIP":"10.0.0.2"},{"containerPort":80,"protocol":"TCP","hostPort":8080,"hostIP":"10.0.0.1"}]""")]
    [InlineData("""[{"name":"a","containerPort":80,"protocol":"TCP"},{"name":"a","containerPort":81,"protocol":"TCP"}]""",
        "spec.containers[0].ports[1]: duplicate port name \"a\" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]")]
    public void Ports(string ports, params string[] expected) =>
        Of($$"""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","ports": {{ports}} }] } }""").ShouldBe(expected);

    [Fact]
    public void Amounts_OfAnyContainer_AreTold() => Of(
        """
        {"metadata":{"name":"a"},"spec":{"initContainers":[{"name":"i","resources":{"limits":{"memory":"1500m"}}}],
        "containers":[{"name":"c","resources":{"requests":{"memory":"1.5Gi","ephemeral-storage":"100m","cpu":"100m"}}}]}}
        """).ShouldBe([
            "spec.initContainers[0].resources.limits[memory]: fractional byte value \"1500m\" is invalid, must be an integer",
            "spec.containers[0].resources.requests[ephemeral-storage]: fractional byte value \"100m\" is invalid, must be an integer",
        ]);

    private static List<string> Of(string pod) => [.. KindWarnings.OfNew(new GroupResource("", "pods"), Read(pod))];

    private static List<string> OfTemplate(string template) => [.. KindWarnings.OfNew(
        new GroupResource("apps", "deployments"), Read($$$"""{"metadata":{"name":"a"},"spec":{"template":{{{template}}}}}"""))];

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
