using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class FlowSchemaTests
{
    private static readonly UserInfo Jane = new("jane", ["dev", "system:authenticated"]);
    private static readonly UserInfo Account = new("system:serviceaccount:kube-system:builder", ["system:serviceaccounts", "system:authenticated"]);

    [Theory]
    [InlineData("{kind: User, user: {name: jane}}", true, false)]
    [InlineData("{kind: User, user: {name: \"*\"}}", true, true)]
    [InlineData("{kind: Group, group: {name: dev}}", true, false)]
    [InlineData("{kind: Group, group: {name: \"*\"}}", true, true)]
    [InlineData("{kind: ServiceAccount, serviceAccount: {namespace: kube-system, name: builder}}", false, true)]
    [InlineData("{kind: ServiceAccount, serviceAccount: {namespace: kube-system, name: \"*\"}}", false, true)]
    [InlineData("{kind: ServiceAccount, serviceAccount: {namespace: kube, name: \"*\"}}", false, false)]
    [InlineData("{kind: ServiceAccount, serviceAccount: {namespace: kube-system, name: build}}", false, false)]
    public void Matches_Subject_IsWhoItNames(string subject, bool jane, bool account)
    {
        var schema = Schema($"subjects: [{subject}]", "resourceRules: [{verbs: [\"*\"], apiGroups: [\"*\"], resources: [\"*\"], namespaces: [\"*\"]}]");
        var info = RequestInfoParser.Parse("GET", "/api/v1/namespaces/a/pods/x", "");
        (schema.Matches(Jane, info), schema.Matches(Account, info)).ShouldBe((jane, account));
    }

    [Theory]
    [InlineData("{verbs: [get], apiGroups: [\"\"], resources: [pods], namespaces: [a]}", "/api/v1/namespaces/a/pods/x", true)]
    [InlineData("{verbs: [list], apiGroups: [\"\"], resources: [pods], namespaces: [a]}", "/api/v1/namespaces/a/pods/x", false)]
    [InlineData("{verbs: [\"*\"], apiGroups: [\"\"], resources: [pods], namespaces: [b]}", "/api/v1/namespaces/a/pods/x", false)]
    [InlineData("{verbs: [\"*\"], apiGroups: [\"*\"], resources: [pods], namespaces: [\"*\"]}", "/api/v1/namespaces/a/pods/x/log", false)]
    [InlineData("{verbs: [\"*\"], apiGroups: [\"*\"], resources: [pods/log], namespaces: [\"*\"]}", "/api/v1/namespaces/a/pods/x/log", true)]
    [InlineData("{verbs: [\"*\"], apiGroups: [\"*\"], resources: [\"*\"], namespaces: [\"*\"]}", "/api/v1/namespaces/a/pods/x/log", true)]
    [InlineData("{verbs: [\"*\"], apiGroups: [apps], resources: [\"*\"], namespaces: [\"*\"]}", "/api/v1/namespaces/a/pods/x", false)]
    [InlineData("{verbs: [\"*\"], apiGroups: [\"*\"], resources: [\"*\"], namespaces: [\"*\"]}", "/api/v1/nodes/x", false)]
    [InlineData("{verbs: [\"*\"], apiGroups: [\"*\"], resources: [\"*\"], clusterScope: true}", "/api/v1/nodes/x", true)]
    public void Matches_ResourceRule_IsWhatItNames(string rule, string path, bool matches) =>
        Schema("subjects: [{kind: User, user: {name: jane}}]", $"resourceRules: [{rule}]").Matches(Jane, RequestInfoParser.Parse("GET", path, "")).ShouldBe(matches);

    [Theory]
    [InlineData("/healthz", "/healthz", true)]
    [InlineData("/healthz", "/healthz/ping", true)]
    [InlineData("/healthz", "/healthzy", false)]
    [InlineData("/healthz/*", "/healthz/ping", true)]
    [InlineData("*", "/version", true)]
    [InlineData("/healthz", "/", false)]
    public void Matches_PathRule_CoversWhatIsBelow(string url, string path, bool matches) =>
        Schema("subjects: [{kind: User, user: {name: jane}}]", $"nonResourceRules: [{{verbs: [\"*\"], nonResourceURLs: [\"{url}\"]}}]")
            .Matches(Jane, RequestInfoParser.Parse("GET", path, "")).ShouldBe(matches);

    [Theory]
    [InlineData("GET", "/api/v1/pods", "admin:system:masters", "exempt")]
    [InlineData("GET", "/readyz", "anonymous:system:unauthenticated", "probes")]
    [InlineData("PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x", "system:kube-controller-manager:system:authenticated", "system-leader-election")]
    [InlineData("PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n", "system:node:n:system:nodes", "system-node-high")]
    [InlineData("GET", "/api/v1/pods", "system:node:n:system:nodes", "system-nodes")]
    [InlineData("GET", "/api/v1/pods", "system:kube-scheduler:system:authenticated", "kube-scheduler")]
    [InlineData("GET", "/api/v1/pods", "system:serviceaccount:kube-system:x:system:serviceaccounts", "kube-system-service-accounts")]
    [InlineData("GET", "/api/v1/pods", "system:serviceaccount:a:x:system:serviceaccounts", "service-accounts")]
    [InlineData("GET", "/api/v1/pods", "jane:system:authenticated", "global-default")]
    public void Find_StandardObjects_SortsAsKubernetesDoes(string method, string path, string who, string schema)
    {
        var split = who.LastIndexOf(":system:", StringComparison.Ordinal);
        var user = new UserInfo(who[..split], [who[(split + 1)..]]);
        new FlowController(new FlowControlOptions(), TimeProvider.System).Current.Find(user, RequestInfoParser.Parse(method, path, "")).Schema.Name.ShouldBe(schema);
    }

    [Fact]
    public void Find_NobodysGroup_IsCaughtAll() =>
        new FlowController(new FlowControlOptions(), TimeProvider.System).Current
            .Find(new UserInfo("x", []), RequestInfoParser.Parse("GET", "/api/v1/pods", "")).Schema.Name.ShouldBe("catch-all");

    private static FlowSchemaSpec Schema(string subjects, string rules) => FlowSchemaSpec.Read((JsonObject)YamlReader.Read(
        $"{{metadata: {{name: s}}, spec: {{priorityLevelConfiguration: {{name: l}}, matchingPrecedence: 5, rules: [{{{subjects}, {rules}}}]}}}}")!);
}
