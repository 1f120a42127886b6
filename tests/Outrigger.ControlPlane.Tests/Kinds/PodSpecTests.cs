using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class PodSpecTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string C = "spec.containers[0]";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("""{"resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}""", $"{C}.resources.requests|FieldValueInvalid|Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("""{"resources":{"requests":{"example.com/gpu":"1"},"limits":{"example.com/gpu":"2"}}}""", $"{C}.resources.requests|FieldValueInvalid|Invalid value: \"1\": must be equal to example.com/gpu limit of 2")]
    [InlineData("""{"resources":{"requests":{"example.com/gpu":"1"}}}""", $"{C}.resources.limits|FieldValueRequired|Required value: Limit must be set for non overcommitable resources")]
    [InlineData("""{"resources":{"requests":{"pods":"1"}}}""", $"{C}.resources.requests[pods]|FieldValueInvalid|Invalid value: \"pods\": must be a standard resource for containers")]
    [InlineData("""{"resources":{"requests":{"cpu":"-1"}}}""", $"{C}.resources.requests[cpu]|FieldValueInvalid|Invalid value: \"-1\": must be greater than or equal to 0")]
    [InlineData("""{"resources":{"limits":{"hugepages-2Mi":"2Mi"}}}""", $"{C}.resources|FieldValueForbidden|Forbidden: HugePages require cpu or memory")]
    [InlineData("""{"terminationMessagePolicy":"Never"}""", $"{C}.terminationMessagePolicy|FieldValueNotSupported|Unsupported value: \"Never\": supported values: \"File\", \"FallbackToLogsOnError\"")]
    [InlineData("""{"ports":[{"name":"http","containerPort":80},{"name":"http","containerPort":81,"hostPort":70000}]}""", $"{C}.ports[1].name|FieldValueDuplicate|Duplicate value: \"http\"", $"{C}.ports[1].hostPort|FieldValueInvalid|Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [InlineData("""{"ports":[{"name":"80","containerPort":80}]}""", $"{C}.ports[0].name|FieldValueInvalid|Invalid value: \"80\": must contain at least one letter (a-z)")]
    [InlineData("""{"env":[{"name":"a=b"},{"value":"c"}]}""", $"{C}.env[0].name|FieldValueInvalid|Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='", $"{C}.env[1].name|FieldValueRequired|Required value")]
    [InlineData("""{"env":[{"name":"a","valueFrom":{}}]}""", $"{C}.env[0].valueFrom|FieldValueInvalid|Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`")]
    [InlineData("""{"env":[{"name":"a","value":"b","valueFrom":{"secretKeyRef":{"name":"s"}}}]}""", $"{C}.env[0].valueFrom.secretKeyRef.key|FieldValueRequired|Required value", $"{C}.env[0].valueFrom|FieldValueInvalid|Invalid value: \"\": may not be specified when `value` is not empty")]
    [InlineData("""{"env":[{"name":"a","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"},"secretKeyRef":{"name":"s","key":"k"}}}]}""", $"{C}.env[0].valueFrom|FieldValueInvalid|Invalid value: \"\": may not have more than one field specified at a time")]
    [InlineData("""{"envFrom":[{"prefix":"p"}]}""", $"{C}.envFrom|FieldValueInvalid|Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`")]
    [InlineData("""{"envFrom":[{"configMapRef":{"name":"m"},"secretRef":{}}]}""", $"{C}.envFrom[0].secretRef.name|FieldValueRequired|Required value", $"{C}.envFrom|FieldValueInvalid|Invalid value: \"\": may not have more than one field specified at a time")]
    [InlineData("""{"volumeMounts":[{"name":"v","mountPath":"/a"},{"name":"v","mountPath":"/a","subPath":"../b"}]}""", $"{C}.volumeMounts[1].mountPath|FieldValueInvalid|Invalid value: \"/a\": must be unique", $"{C}.volumeMounts.subPath|FieldValueInvalid|Invalid value: \"../b\": must not contain '..'")]
    [InlineData("""{"livenessProbe":{}}""", $"{C}.livenessProbe|FieldValueRequired|Required value: must specify a handler type")]
    [InlineData("""{"livenessProbe":{"exec":{},"tcpSocket":{"port":0},"periodSeconds":-1,"successThreshold":2}}""", $"{C}.livenessProbe.exec.command|FieldValueRequired|Required value", $"{C}.livenessProbe.tcpSocket|FieldValueForbidden|Forbidden: may not specify more than 1 handler type", $"{C}.livenessProbe.periodSeconds|FieldValueInvalid|Invalid value: -1: must be greater than or equal to 0", $"{C}.livenessProbe.successThreshold|FieldValueInvalid|Invalid value: 2: must be 1")]
    [InlineData("""{"readinessProbe":{"httpGet":{"port":70000,"scheme":"FTP"},"terminationGracePeriodSeconds":1}}""", $"{C}.readinessProbe.httpGet.port|FieldValueInvalid|Invalid value: 70000: must be between 1 and 65535, inclusive", $"{C}.readinessProbe.httpGet.scheme|FieldValueNotSupported|Unsupported value: \"FTP\": supported values: \"HTTP\", \"HTTPS\"", $"{C}.readinessProbe.terminationGracePeriodSeconds|FieldValueInvalid|Invalid value: 1: must not be set for readinessProbes")]
    [InlineData("""{"lifecycle":{"preStop":{}}}""", $"{C}.lifecycle.preStop|FieldValueRequired|Required value: must specify a handler type")]
    [InlineData("""{"lifecycle":{"postStart":{"exec":{"command":["a"]},"sleep":{"seconds":1}},"preStop":{"sleep":{"seconds":31}}}}""", $"{C}.lifecycle.postStart.sleep|FieldValueForbidden|Forbidden: may not specify more than 1 handler type", $"{C}.lifecycle.preStop.sleep|FieldValueInvalid|Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)")]
    [InlineData("""{"livenessProbe":{"httpGet":{"port":80,"httpHeaders":[{"name":"X-A","value":""},{"name":"a b","value":""}]}}}""", $"{C}.livenessProbe.httpGet.httpHeaders|FieldValueInvalid|Invalid value: \"a b\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')")]
    [InlineData("""{"restartPolicy":"Sometimes"}""", $"{C}.restartPolicy|FieldValueNotSupported|Unsupported value: \"Sometimes\": supported values: \"Always\", \"Never\", \"OnFailure\"")]
    [InlineData("""{"ports":[{"containerPort":80,"hostPort":90},{"containerPort":81,"hostPort":90},{"containerPort":82,"hostPort":90,"protocol":"UDP"}]}""", $"{C}.ports[1].hostPort|FieldValueDuplicate|Duplicate value: \"TCP//90\"")]
    [InlineData("""{"securityContext":{"runAsUser":-1,"runAsGroup":4294967296,"procMount":"Some"}}""", $"{C}.securityContext.runAsUser|FieldValueInvalid|Invalid value: -1: must be between 0 and 2147483647, inclusive", $"{C}.securityContext.runAsGroup|FieldValueInvalid|Invalid value: 4294967296: must be between 0 and 2147483647, inclusive", $"{C}.securityContext.procMount|FieldValueNotSupported|Unsupported value: \"Some\": supported values: \"Default\", \"Unmasked\"")]
    [InlineData("""{"securityContext":{"allowPrivilegeEscalation":false,"privileged":true}}""", $"{C}.securityContext|FieldValueInvalid|Invalid value: {{\"privileged\":true,\"allowPrivilegeEscalation\":false}}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true")]
    [InlineData("""{"securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"add":["CAP_SYS_ADMIN"]}}}""", $"{C}.securityContext|FieldValueInvalid|Invalid value: {{\"capabilities\":{{\"add\":[\"CAP_SYS_ADMIN\"]}},\"allowPrivilegeEscalation\":false}}: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Localhost"},"appArmorProfile":{"type":"Own"}}}""", $"{C}.securityContext.seccompProfile.localhostProfile|FieldValueRequired|Required value: must be set when seccomp type is Localhost", $"{C}.securityContext.appArmorProfile.type|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\"")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Localhost","localhostProfile":"/a/../b"},"appArmorProfile":{"type":"Localhost","localhostProfile":" a"}}}""", $"{C}.securityContext.seccompProfile.localhostProfile|FieldValueInvalid|Invalid value: \"/a/../b\": must be a relative path", $"{C}.securityContext.seccompProfile.localhostProfile|FieldValueInvalid|Invalid value: \"/a/../b\": must not contain '..'", $"{C}.securityContext.appArmorProfile.localhostProfile|FieldValueInvalid|Invalid value: \" a\": must not be padded with whitespace")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Unconfined","localhostProfile":"a"},"appArmorProfile":{"type":"Unconfined","localhostProfile":"a"}}}""", $"{C}.securityContext.seccompProfile.localhostProfile|FieldValueInvalid|Invalid value: {{\"type\":\"Unconfined\",\"localhostProfile\":\"a\"}}: can only be set when seccomp type is Localhost", $"{C}.securityContext.appArmorProfile.localhostProfile|FieldValueInvalid|Invalid value: \"a\": can only be set when AppArmor type is Localhost")]
    public async Task Container_Faulty_IsRefused(string container, params string[] causes) =>
        Faults.Of(await RefusedAsync($"{{\"name\":\"c\",\"image\":\"i\",{container[1..]}", "")).ShouldBe(causes);

    [Theory]
    [InlineData("\"dnsPolicy\":\"Own\"", "spec.dnsPolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"")]
    [InlineData("\"activeDeadlineSeconds\":0", "spec.activeDeadlineSeconds|FieldValueInvalid|Invalid value: 0: must be between 1 and 2147483647, inclusive")]
    [InlineData("\"hostname\":\"a.b\"", "spec.hostname|FieldValueInvalid|Invalid value: \"a.b\": must not contain dots")]
    [InlineData("\"hostAliases\":[{\"ip\":\"1.2\"}]", "spec.hostAliases[0].ip|FieldValueInvalid|Invalid value: \"1.2\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("\"tolerations\":[{\"operator\":\"Equal\"}]", "spec.tolerations[0].operator|FieldValueInvalid|Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all values and all keys\"")]
    [InlineData("\"tolerations\":[{\"key\":\"a\",\"operator\":\"Exists\",\"value\":\"b\",\"tolerationSeconds\":1}]", "spec.tolerations[0].effect|FieldValueInvalid|Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set", "spec.tolerations[0].operator|FieldValueInvalid|Invalid value: \"b\": value must be empty when `operator` is 'Exists'")]
    [InlineData("\"initContainers\":[{\"name\":\"i\",\"image\":\"i\",\"lifecycle\":{}}]", "spec.initContainers[0].lifecycle|FieldValueForbidden|Forbidden: may not be set for init containers without restartPolicy=Always")]
    [InlineData("\"initContainers\":[{\"name\":\"c\",\"image\":\"i\",\"restartPolicy\":\"Own\",\"ports\":[{\"containerPort\":1,\"hostPort\":2},{\"containerPort\":3,\"hostPort\":2}]}]", "spec.initContainers[0].restartPolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Always\", \"Never\", \"OnFailure\"", "spec.initContainers[0].name|FieldValueDuplicate|Duplicate value: \"c\"", "spec.initContainers[0].ports[1].hostPort|FieldValueDuplicate|Duplicate value: \"TCP//2\"")]
    [InlineData("\"initContainers\":[{\"name\":\"i\",\"image\":\" i\"}]", "spec.initContainers[0].image|FieldValueInvalid|Invalid value: \" i\": must not have leading or trailing whitespace")]
    [InlineData("\"initContainers\":[{\"name\":\"i\",\"image\":\"i\",\"restartPolicy\":\"Always\",\"lifecycle\":{\"preStop\":{}}}]", "spec.initContainers[0].lifecycle.preStop|FieldValueRequired|Required value: must specify a handler type")]
    [InlineData("\"nodeName\":\"n\",\"schedulingGates\":[{\"name\":\"a\"},{\"name\":\"a\"}]", "spec.schedulingGates[1]|FieldValueDuplicate|Duplicate value: \"a\"", "spec.nodeName|FieldValueForbidden|Forbidden: cannot be set until all schedulingGates have been cleared")]
    [InlineData("\"dnsPolicy\":\"None\"", "spec.dnsConfig|FieldValueRequired|Required value: must provide `dnsConfig` when `dnsPolicy` is None")]
    [InlineData("\"dnsPolicy\":\"None\",\"dnsConfig\":{}", "spec.dnsConfig.nameservers|FieldValueRequired|Required value: must provide at least one DNS nameserver when `dnsPolicy` is None")]
    [InlineData("\"dnsConfig\":{\"nameservers\":[\"1.1.1.1\",\"2.2.2.2\",\"3.3.3.3\",\"x\"],\"options\":[{\"value\":\"a\"}]}", "spec.dnsConfig.nameservers|FieldValueInvalid|Invalid value: [\"1.1.1.1\",\"2.2.2.2\",\"3.3.3.3\",\"x\"]: must not have more than 3 nameservers", "spec.dnsConfig.nameservers[3]|FieldValueInvalid|Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)", "spec.dnsConfig.options[0]|FieldValueRequired|Required value: must not be empty")]
    [InlineData("\"topologySpreadConstraints\":[{\"maxSkew\":0,\"topologyKey\":\"z\",\"whenUnsatisfiable\":\"ScheduleAnyway\",\"minDomains\":0},{\"maxSkew\":1,\"topologyKey\":\"z\",\"whenUnsatisfiable\":\"ScheduleAnyway\"},{\"maxSkew\":1,\"whenUnsatisfiable\":\"Never\",\"nodeTaintsPolicy\":\"Own\"}]", "spec.topologySpreadConstraints[0].maxSkew|FieldValueInvalid|Invalid value: 0: must be greater than zero", "spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}|FieldValueDuplicate|Duplicate value: \"{z, ScheduleAnyway}\"", "spec.topologySpreadConstraints[0].minDomains|FieldValueInvalid|Invalid value: 0: must be greater than zero", "spec.topologySpreadConstraints[0].minDomains|FieldValueInvalid|Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway", "spec.topologySpreadConstraints[2].topologyKey|FieldValueRequired|Required value: can not be empty", "spec.topologySpreadConstraints[2].whenUnsatisfiable|FieldValueNotSupported|Unsupported value: \"Never\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\"", "spec.topologySpreadConstraints[2].nodeTaintsPolicy|FieldValueNotSupported|Unsupported value: \"Own\": supported values: \"Honor\", \"Ignore\"")]
    public async Task Pod_Faulty_IsRefused(string fields, params string[] causes) =>
        Faults.Of(await RefusedAsync("""{"name":"c","image":"i"}""", $",{fields}")).ShouldBe(causes);

    [Theory]
    [InlineData("""{"name":"w","emptyDir":{},"secret":{"secretName":"s"}}""", "spec.volumes[1].secret|FieldValueForbidden|Forbidden: may not specify more than 1 volume type")]
    [InlineData("""{"name":"w","secret":{"defaultMode":512}}""", "spec.volumes[1].secret.secretName|FieldValueRequired|Required value", "spec.volumes[1].secret.defaultMode|FieldValueInvalid|Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive")]
    [InlineData("""{"name":"w","configMap":{}}""", "spec.volumes[1].configMap.name|FieldValueRequired|Required value")]
    [InlineData("""{"name":"w","persistentVolumeClaim":{}}""", "spec.volumes[1].persistentVolumeClaim.claimName|FieldValueRequired|Required value")]
    [InlineData("""{"name":"w","hostPath":{"path":"/../a"}}""", "spec.volumes[1].hostPath.path|FieldValueInvalid|Invalid value: \"/../a\": must not contain '..'")]
    [InlineData("""{"name":"v"}""", "spec.volumes[1].name|FieldValueDuplicate|Duplicate value: \"v\"")]
    public async Task Volume_Faulty_IsRefused(string volume, params string[] causes) =>
        Faults.Of(await RefusedAsync("""{"name":"c","image":"i"}""", "", $",{volume}")).ShouldBe(causes);

    [Fact]
    public async Task Pod_ContainersWithoutName_AreAlsoTheSame()
    {
        var refused = await RefusedAsync("""{"image":"i"},{"image":"i"}""", "");

        Faults.Of(refused).ShouldBe(
            [$"{C}.name|FieldValueRequired|Required value", "spec.containers[1].name|FieldValueRequired|Required value", "spec.containers[1].name|FieldValueDuplicate|Duplicate value: \"\""]);
    }

    [Theory]
    [InlineData("""{"lifecycle":{"preStop":{"httpGet":{"port":80}},"postStart":{"sleep":{"seconds":0}}},"restartPolicy":"Never"}""", "")]
    [InlineData("""{"ports":[{"containerPort":80}]}""", ",\"hostNetwork\":true")]
    [InlineData("""{"ports":[{"containerPort":80,"hostPort":90}]}""", ",\"initContainers\":[{\"name\":\"i\",\"image\":\"i\",\"restartPolicy\":\"OnFailure\",\"ports\":[{\"containerPort\":80,\"hostPort\":90}]}]")]
    [InlineData("""{"securityContext":{"runAsUser":0,"seccompProfile":{"type":"RuntimeDefault"},"appArmorProfile":{"type":"Localhost","localhostProfile":"a"},"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}""", ",\"dnsPolicy\":\"None\",\"dnsConfig\":{\"nameservers\":[\"1.1.1.1\"],\"searches\":[\"a.b\"],\"options\":[{\"name\":\"ndots\"}]}")]
    [InlineData("{\"tty\":true}", ",\"terminationGracePeriodSeconds\":-1,\"topologySpreadConstraints\":[{\"maxSkew\":1,\"topologyKey\":\"z\",\"whenUnsatisfiable\":\"DoNotSchedule\",\"minDomains\":2},{\"maxSkew\":1,\"topologyKey\":\"z\",\"whenUnsatisfiable\":\"ScheduleAnyway\"}]")]
    public async Task Pod_Right_IsAccepted(string container, string fields) =>
        (await cluster.CreateAsync("pods", Pod($"{{\"name\":\"c\",\"image\":\"i\",{container[1..]}", fields, "").Replace("\"name\":\"faulty\"", "\"generateName\":\"right-\"", StringComparison.Ordinal), "default"))["metadata"]!["uid"].ShouldNotBeNull();

    [Fact]
    public async Task HostNetwork_OtherPortOfHost_IsRefused()
    {
        var refused = await RefusedAsync("""{"name":"c","image":"i","ports":[{"containerPort":80,"hostPort":90}]}""", ",\"hostNetwork\":true");

        Faults.Of(refused).ShouldBe([$"{C}.ports[0].hostPort|FieldValueInvalid|Invalid value: 90: must match `containerPort` when `hostNetwork` is true"]);
    }

    private static string Pod(string container, string fields, string volume) =>
        "{\"metadata\":{\"name\":\"faulty\"},\"spec\":{\"containers\":[" + container + "],\"volumes\":[{\"name\":\"v\"}" + volume + "]" + fields + "}}";

    private Task<StatusException> RefusedAsync(string container, string fields, string volume = "") =>
        Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("pods", Pod(container, fields, volume), "default"));
}
