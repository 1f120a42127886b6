using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>The fields of pods that name other things: their own values, keys of volumes, rights, and neighbours.</summary>
public sealed class PodFieldTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string C = "spec.containers[0]";
    private const string Env = "spec.containers[0].env[0].valueFrom";
    private const string Near = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Wish = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string Range = "must be between 0 and 2147483647, inclusive";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("\"fieldRef\":{\"fieldPath\":\"metadata.nam\"}", $"{Env}.fieldRef.fieldPath|FieldValueInvalid|Invalid value: \"metadata.nam\": error converting fieldPath: field label not supported: metadata.nam")]
    [InlineData("\"fieldRef\":{\"fieldPath\":\"metadata.name\",\"apiVersion\":\"v2\"}", $"{Env}.fieldRef.fieldPath|FieldValueInvalid|Invalid value: \"metadata.name\": error converting fieldPath: unsupported pod version: v2")]
    [InlineData("\"fieldRef\":{\"fieldPath\":\"spec['a']\"}", $"{Env}.fieldRef.fieldPath|FieldValueInvalid|Invalid value: \"spec['a']\": error converting fieldPath: field label does not support subscript: spec['a']")]
    [InlineData("\"fieldRef\":{\"fieldPath\":\"metadata.labels['']\"}", $"{Env}.fieldRef|FieldValueInvalid|Invalid value: \"\": name part must be non-empty", "*")]
    [InlineData("\"fieldRef\":{\"fieldPath\":\"metadata.annotations['A B']\"}", $"{Env}.fieldRef|FieldValueInvalid|Invalid value: \"a b\": *")]
    [InlineData("\"fieldRef\":{\"fieldPath\":\"metadata.labels\"}", $"{Env}.fieldRef.fieldPath|FieldValueNotSupported|Unsupported value: \"metadata.labels\": supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\"")]
    [InlineData("\"fieldRef\":{}", $"{Env}.fieldRef.fieldPath|FieldValueRequired|Required value")]
    [InlineData("\"resourceFieldRef\":{}", $"{Env}.resourceFieldRef.resource|FieldValueRequired|Required value")]
    [InlineData("\"resourceFieldRef\":{\"resource\":\"limits.gpu\"}", $"{Env}.resourceFieldRef.resource|FieldValueNotSupported|Unsupported value: \"limits.gpu\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\"")]
    public async Task Environment_OfWrongField_IsRefused(string source, params string[] causes) =>
        await RefusedAsync($",\"env\":[{{\"name\":\"a\",\"valueFrom\":{{{source}}}}}]", "", causes);

    [Theory]
    [InlineData("\"securityContext\":{\"fsGroup\":-1,\"supplementalGroups\":[1,-2],\"fsGroupChangePolicy\":\"Own\"},\"shareProcessNamespace\":true,\"hostPID\":true", $"spec.securityContext.fsGroup|FieldValueInvalid|Invalid value: -1: {Range}", $"spec.securityContext.supplementalGroups[1]|FieldValueInvalid|Invalid value: -2: {Range}", "spec.securityContext.shareProcessNamespace|FieldValueInvalid|Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled", "spec.securityContext.fsGroupChangePolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Always\", \"OnRootMismatch\"")]
    [InlineData("\"securityContext\":{\"seccompProfile\":{\"type\":\"Localhost\"},\"supplementalGroupsPolicy\":\"Own\"}", "spec.securityContext.seccompProfile.localhostProfile|FieldValueRequired|Required value: must be set when seccomp type is Localhost", "spec.securityContext.supplementalGroupsPolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Merge\", \"Strict\"")]
    [InlineData("\"volumes\":[{\"name\":\"w\",\"secret\":{\"secretName\":\"s\",\"items\":[{\"path\":\"/a\",\"mode\":512},{\"key\":\"k\",\"path\":\"..a\"}]}}]", "spec.volumes[0].secret.items[0].key|FieldValueRequired|Required value", "spec.volumes[0].secret.items[0].path|FieldValueInvalid|Invalid value: \"/a\": must be a relative path", "spec.volumes[0].secret.items[0].mode|FieldValueInvalid|Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive", "spec.volumes[0].secret.items[1].path|FieldValueInvalid|Invalid value: \"..a\": must not start with '..'")]
    [InlineData("\"volumes\":[{\"name\":\"w\",\"configMap\":{\"name\":\"s\",\"items\":[{\"key\":\"k\",\"path\":\"../a\"}]}}]", "spec.volumes[0].configMap.items[0].path|FieldValueInvalid|Invalid value: \"../a\": must not contain '..'")]
    [InlineData($"\"affinity\":{{\"nodeAffinity\":{{\"{Near}\":{{}}}}}}", $"spec.affinity.nodeAffinity.{Near}.nodeSelectorTerms|FieldValueRequired|Required value: must have at least one node selector term")]
    [InlineData($"\"affinity\":{{\"nodeAffinity\":{{\"{Wish}\":[{{\"weight\":0,\"preference\":{{\"matchExpressions\":[{{\"key\":\"a\",\"operator\":\"Is\",\"values\":[\"a b\"]}}]}}}}]}}}}", $"spec.affinity.nodeAffinity.{Wish}[0].weight|FieldValueInvalid|Invalid value: 0: must be in the range 1-100", $"spec.affinity.nodeAffinity.{Wish}[0].preference.matchExpressions[0].operator|FieldValueInvalid|Invalid value: \"Is\": not a valid selector operator")]
    [InlineData($"\"affinity\":{{\"podAffinity\":{{\"{Near}\":[{{\"labelSelector\":{{\"matchExpressions\":[{{\"key\":\"a\",\"operator\":\"In\"}}]}}}}]}}}}", $"spec.affinity.podAffinity.{Near}[0].labelSelector.matchExpressions[0].values|FieldValueRequired|Required value: must be specified when `operator` is 'In' or 'NotIn'", $"spec.affinity.podAffinity.{Near}[0].topologyKey|FieldValueRequired|Required value: can not be empty", "*", "*")]
    [InlineData($"\"affinity\":{{\"podAntiAffinity\":{{\"{Wish}\":[{{\"weight\":101,\"podAffinityTerm\":{{\"topologyKey\":\"z\",\"namespaces\":[\"A.b\"]}}}}]}}}}", $"spec.affinity.podAntiAffinity.{Wish}[0].weight|FieldValueInvalid|Invalid value: 101: must be in the range 1-100", "*")]
    [InlineData("\"hostAliases\":[{\"ip\":\"1.2.3.4\",\"hostnames\":[\"a\",\"B\"]}]", "spec.hostAliases[0].hostnames[1]|FieldValueInvalid|Invalid value: \"B\": *")]
    [InlineData("\"nodeName\":\"N\",\"hostname\":\"h\",\"subdomain\":\"a.b\"", "spec.nodeName|FieldValueInvalid|Invalid value: \"N\": *", "spec.subdomain|FieldValueInvalid|Invalid value: \"a.b\": must not contain dots")]
    [InlineData("\"nodeSelector\":{\"a b\":\"c\"}", "spec.nodeSelector|FieldValueInvalid|Invalid value: \"a b\": *")]
    [InlineData("\"tolerations\":[{\"key\":\"a\",\"operator\":\"Lt\",\"value\":\"1\"},{\"key\":\"b\",\"operator\":\"Is\"},{\"key\":\"c d\",\"value\":\"e f\",\"effect\":\"Own\"}]", "spec.tolerations[0].operator|FieldValueNotSupported|Unsupported value: \"Lt\": supported values: \"Equal\", \"Exists\", \"Lt\", \"Gt\"", "spec.tolerations[1].operator|FieldValueNotSupported|Unsupported value: \"Is\": supported values: \"Equal\", \"Exists\"", "spec.tolerations[2].key|FieldValueInvalid|Invalid value: \"c d\": *", "spec.tolerations[2].operator|FieldValueInvalid|Invalid value: \"e f\": *", "spec.tolerations[2].effect|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")]
    [InlineData("\"volumes\":[{\"emptyDir\":{}},{\"name\":\"p\",\"projected\":{\"defaultMode\":-1}},{\"name\":\"n\",\"nfs\":{\"path\":\"a\"}},{\"name\":\"h\",\"hostPath\":{\"path\":\"/a\",\"type\":\"Own\"}}]", "spec.volumes[0].name|FieldValueRequired|Required value", "spec.volumes[1].projected.defaultMode|FieldValueInvalid|Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive", "spec.volumes[2].nfs.server|FieldValueRequired|Required value", "spec.volumes[2].nfs.path|FieldValueInvalid|Invalid value: \"a\": must be an absolute path", "spec.volumes[3].hostPath.type|FieldValueNotSupported|Unsupported value: \"Own\": *")]
    public async Task Pod_Faulty_IsRefused(string fields, params string[] causes) => await RefusedAsync("", $",{fields}", causes);

    [Theory]
    [InlineData("\"volumeMounts\":[{\"name\":\"v\",\"subPath\":\"/a\",\"subPathExpr\":\"b/..\"}]", $"{C}.volumeMounts[0].mountPath|FieldValueRequired|Required value", $"{C}.volumeMounts.subPath|FieldValueInvalid|Invalid value: \"/a\": must be a relative path", $"{C}.volumeMounts[0].subPathExpr|FieldValueInvalid|Invalid value: \"b/..\": subPathExpr and subPath are mutually exclusive", $"{C}.volumeMounts.subPathExpr|FieldValueInvalid|Invalid value: \"b/..\": must not contain '..'")]
    [InlineData("\"livenessProbe\":{\"tcpSocket\":{\"port\":\"A\"},\"terminationGracePeriodSeconds\":0},\"startupProbe\":{\"grpc\":{\"port\":0}}", $"{C}.livenessProbe.tcpSocket.port|FieldValueInvalid|*", $"{C}.livenessProbe.tcpSocket.port|FieldValueInvalid|Invalid value: \"A\": must contain at least one letter (a-z)", $"{C}.livenessProbe.terminationGracePeriodSeconds|FieldValueInvalid|Invalid value: 0: must be greater than 0", $"{C}.startupProbe.grpc.port|FieldValueInvalid|Invalid value: 0: must be between 1 and 65535, inclusive")]
    [InlineData("\"env\":[{\"name\":\"a\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"A\",\"key\":\"a/b\"}}}],\"envFrom\":[{\"prefix\":\"=\",\"secretRef\":{\"name\":\"A\"}}]", $"{C}.env[0].valueFrom.configMapKeyRef.name|FieldValueInvalid|*", $"{C}.env[0].valueFrom.configMapKeyRef.key|FieldValueInvalid|*", $"{C}.envFrom[0].prefix|FieldValueInvalid|*", $"{C}.envFrom[0].secretRef.name|FieldValueInvalid|*")]
    [InlineData("\"imagePullPolicy\":\"Own\",\"ports\":[{\"containerPort\":65536,\"protocol\":\"X\"}]", $"{C}.ports[0].containerPort|FieldValueInvalid|Invalid value: 65536: must be between 1 and 65535, inclusive", $"{C}.ports[0].protocol|FieldValueNotSupported|*", $"{C}.imagePullPolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    public async Task Container_Faulty_IsRefused(string fields, params string[] causes) =>
        await RefusedAsync($",{fields}", ",\"volumes\":[{\"name\":\"v\"}]", causes);

    [Fact]
    public async Task Template_OfWrongPriorityOrRuntime_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            "podtemplates",
            """{"metadata":{"name":"t"},"template":{"spec":{"priorityClassName":"A","runtimeClassName":"B","preemptionPolicy":"Own","serviceAccountName":"C","containers":[{"name":"c","image":" i "}]}}}""",
            "default"));

        ShouldMatch(
            Faults.Of(refused), "template.spec.serviceAccountName|FieldValueInvalid|*", "template.spec.priorityClassName|FieldValueInvalid|*", "template.spec.runtimeClassName|FieldValueInvalid|*",
            "template.spec.preemptionPolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"PreemptLowerPriority\", \"Never\"");
    }

    [Fact]
    public async Task Template_ThatEnds_IsNoDeployments()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            "deployments.apps",
            """{"metadata":{"name":"t"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"activeDeadlineSeconds":5,"containers":[{"name":"c","image":"i"}]}}}}""",
            "default"));

        ShouldMatch(Faults.Of(refused), "spec.template.spec.activeDeadlineSeconds|FieldValueForbidden|Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported");
    }

    [Fact]
    public async Task Mount_ThatSpreadsItsMounts_IsForPrivilegedContainers()
    {
        const string Volume = ",\"volumes\":[{\"name\":\"v\"}]";
        const string Path = "spec.containers[0].volumeMounts.mountPropagation";

        await RefusedAsync(Mount("Bidirectional"), Volume, $"{Path}|FieldValueForbidden|Forbidden: Bidirectional mount propagation is available only to privileged containers");
        await RefusedAsync(Mount("Own"), Volume, $"{Path}|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Bidirectional\", \"HostToContainer\", \"None\"");
        await MakeAsync(Mount("Bidirectional") + ",\"securityContext\":{\"privileged\":true}", Volume);

        static string Mount(string mode) => $",\"volumeMounts\":[{{\"name\":\"v\",\"mountPath\":\"/v\",\"mountPropagation\":\"{mode}\"}}]";
    }

    [Theory]
    [InlineData(",\"env\":[{\"name\":\"a\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.annotations['example.com/A']\"}}},{\"name\":\"b\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"status.podIP\"}}},{\"name\":\"c\",\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"requests.hugepages-2Mi\"}}}]", "")]
    [InlineData("", ",\"securityContext\":{\"fsGroup\":0,\"supplementalGroups\":[5]},\"volumes\":[{\"name\":\"w\",\"secret\":{\"secretName\":\"s\",\"items\":[{\"key\":\"k\",\"path\":\"a/..b\",\"mode\":420}]}}]")]
    [InlineData("", $",\"affinity\":{{\"podAffinity\":{{\"{Near}\":[{{\"topologyKey\":\"kubernetes.io/hostname\",\"labelSelector\":{{\"matchLabels\":{{\"a\":\"b\"}}}}}}]}},\"nodeAffinity\":{{\"{Wish}\":[{{\"weight\":1,\"preference\":{{\"matchExpressions\":[{{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"a b\"]}}]}}}}]}}}}")]
    public async Task Pod_Right_IsAccepted(string container, string fields) => await MakeAsync(container, fields);

    private static void ShouldMatch(string[] faults, params string[] causes)
    {
        faults.Length.ShouldBe(causes.Length, string.Join('\n', faults));
        foreach (var (fault, cause) in faults.Zip(causes))
        {
            (cause.EndsWith('*') ? fault.StartsWith(cause[..^1], StringComparison.Ordinal) : fault == cause).ShouldBeTrue(fault);
        }
    }

    private async Task RefusedAsync(string container, string fields, params string[] causes) =>
        ShouldMatch(Faults.Of(await Should.ThrowAsync<StatusException>(() => MakeAsync(container, fields))), causes);

    private Task MakeAsync(string container, string fields) => cluster.CreateAsync(
        "pods",
        "{\"metadata\":{\"generateName\":\"fields-\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"" + container + "}]" + fields + "}}",
        "default");
}
