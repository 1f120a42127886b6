using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>MutatingAdmissionPolicies: what is applied, what is patched, what cannot be, and in which order.</summary>
public sealed class MutatingPolicyTests
{
    private const string Policies = "mutatingadmissionpolicies.admissionregistration.k8s.io";
    private const string Bindings = "mutatingadmissionpolicybindings.admissionregistration.k8s.io";
    private const string Labels = "Object{metadata: Object.metadata{labels: {'by': 'policy', 'op': request.operation}}}";
    private const string Denied = "policy 'p' with binding 'p' denied request: ";

    [Fact]
    public async Task Configuration_IsAppliedToWhatIsWritten_AndOwnedByNobody()
    {
        await using var cluster = await StartAsync(Apply(Labels));

        var made = await cluster.CreateAsync("configmaps", Map("one", """ "k":"v" """, """ "mine":"1" """), "default");
        made["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"by":"policy","mine":"1","op":"CREATE"}""");
        made["metadata"]!["managedFields"]!.ToJsonString().ShouldNotContain("f:by");

        var changed = await cluster.UpdateAsync("configmaps", "one", m => m["metadata"]!["labels"]!["by"] = "me", "default");
        JsonNodes.GetString(changed, "metadata", "labels", "by").ShouldBe("policy");
        JsonNodes.GetString(changed, "metadata", "labels", "op").ShouldBe("UPDATE");
    }

    [Fact]
    public async Task Patch_ChangesWhatIsThere_UnlessItsTestFails()
    {
        await using var cluster = await StartAsync(
            Patch("[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'a/b': 'x'}}, JSONPatch{op: 'copy', from: '/metadata/annotations/' + jsonpatch.escapeKey('a/b'), path: '/data/size'}]"),
            Patch("[JSONPatch{op: 'test', path: '/data/k', value: 'v'}, JSONPatch{op: 'remove', path: '/data/k'}]"));

        (await DataAsync(cluster, "one", """ "k":"v" """)).ShouldBe("""{"size":"x"}""");
        (await DataAsync(cluster, "two", """ "k":"w" """)).ShouldBe("""{"k":"w","size":"x"}""");
    }

    [Theory]
    [InlineData("[JSONPatch{op: 'remove', path: '/data/none'}]", "JSON Patch: error in remove for path: '/data/none': Unable to remove nonexistent key: none: missing value")]
    [InlineData("[JSONPatch{op: 'add', path: '/data', value: Object.data{x: Object.other{}}}]", "type mismatch: unexpected type name \"Object.other\", expected \"Object.data.x\", which matches field name path from root Object type")]
    [InlineData("[JSONPatch{op: object.data.none, path: ''}]", "expression '[JSONPatch{op: object.data.none, path: ''}]' resulted in error: no such key: none")]
    public async Task Patch_ThatCannotBeMade_RefusesTheRequest(string expression, string fault)
    {
        await using var cluster = await StartAsync(Patch(expression));

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("configmaps", Map("one", """ "k":"v" """), "default"));

        (refused.Status.Code, refused.Status.Reason, refused.Status.Message).ShouldBe((403, "Invalid", Denied + fault));
        refused.Status.Details!.Causes.ShouldHaveSingleItem().Message.ShouldBe(Denied + fault);
    }

    [Theory]
    [InlineData("Object{spec: Object.metadata{}}", "type mismatch: unexpected type name \"Object.metadata\", expected \"Object.spec\", which matches field name path from root Object type")]
    [InlineData("Object{spec: Object.spec{none: 1}}", "error applying patch: failed to convert patch object to typed object: .spec.none: field not declared in schema")]
    [InlineData("Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {'a': 'b'}}}}", "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector")]
    [InlineData("Object{spec: Object.spec{accessModes: ['ReadWriteOnce']}}", "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.accessModes")]
    public async Task Configuration_ThatCannotBeApplied_RefusesTheRequest(string expression, string fault)
    {
        await using var cluster = await StartAsync(Apply(expression), resource: "persistentvolumeclaims");

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("persistentvolumeclaims", Claim, "default"));

        refused.Status.Message.ShouldBe(Denied + fault);
    }

    [Fact]
    public async Task ListOfType_Map_IsMergedByItsKeys()
    {
        const string Sidecar =
            "Object{spec: Object.spec{initContainers: [Object.spec.initContainers{name: 'side', image: 'proxy', restartPolicy: 'Always'}]}}";
        const string Environment =
            "Object{spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, env: [Object.spec.containers.env{name: 'A', value: 'b'}]})}}";
        await using var cluster = await StartAsync([Apply(Sidecar), Apply(Environment)], resource: "pods");

        var pod = await cluster.CreateAsync("pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"B","value":"c"}]}]} }""", "default");

        ((string?)pod["spec"]!["initContainers"]![0]!["restartPolicy"]).ShouldBe("Always");
        ((string?)pod["spec"]!["initContainers"]![0]!["terminationMessagePath"]).ShouldBe("/dev/termination-log");
        pod["spec"]!["containers"]![0]!["env"]!.ToJsonString().ShouldBe("""[{"name":"B","value":"c"},{"name":"A","value":"b"}]""");
    }

    [Fact]
    public async Task Failure_OfPolicyIgnore_IsPassedOver_AndConditionsLeaveOut()
    {
        await using var cluster = await StartAsync(
            [Patch("[JSONPatch{op: 'remove', path: '/data/none'}]"), Apply(Labels)],
            more: """ "failurePolicy":"Ignore","matchConditions":[{"name":"c","expression":"object.metadata.name != 'skipped'"}], """);

        var made = await cluster.CreateAsync("configmaps", Map("one", """ "k":"v" """), "default");
        var skipped = await cluster.CreateAsync("configmaps", Map("skipped", """ "k":"v" """), "default");

        JsonNodes.GetString(made, "metadata", "labels", "by").ShouldBe("policy");
        JsonNodes.Get(skipped, "metadata", "labels").ShouldBeNull();
    }

    [Theory]
    [InlineData("IfNeeded", "2")]
    [InlineData("Never", "1")]
    public async Task Policy_BeforeAnotherOneThatChanges_IsEvaluatedAgainWhenItWantsIt(string reinvocation, string seen)
    {
        await using var cluster = await StartAsync(
            Apply("Object{metadata: Object.metadata{labels: {'seen': string(size(object.data))}}}"), reinvocation: reinvocation);
        await BindAsync(cluster, "q", Patch("[JSONPatch{op: 'add', path: '/data/more', value: ''}]"), "configmaps", "Never");

        var made = await cluster.CreateAsync("configmaps", Map("one", """ "k":"v" """), "default");

        JsonNodes.GetString(made, "metadata", "labels", "seen").ShouldBe(seen);
    }

    [Fact]
    public async Task Policy_BeforeAWebhookThatChanges_IsEvaluatedAgain()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await StartAsync(
            Apply("Object{metadata: Object.metadata{labels: {'seen': string(size(object.data))}}}"), reinvocation: "IfNeeded");
        hook.Answer = (_, _, response) => HookServer.Merge(response, HookServer.Patch("""[{"op":"add","path":"/data/more","value":""}]"""));
        await hook.RegisterAsync(cluster, HookServer.Mutating);

        var made = await cluster.CreateAsync("configmaps", Map("one", """ "k":"v" """), "default");

        JsonNodes.GetString(made, "metadata", "labels", "seen").ShouldBe("2");
        hook.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Plugins_ThatSeeAChangedPodAgain_ChangeNothingMore()
    {
        await using var cluster = await StartAsync([Apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}")], resource: "pods", serviceAccounts: true);
        await cluster.CreateAsync("runtimeclasses.node.k8s.io", """
            {"metadata":{"name":"vm"},"handler":"vm","overhead":{"podFixed":{"memory":"10Mi"} },
             "scheduling":{"nodeSelector":{"vm":""},"tolerations":[{"key":"vm","operator":"Exists"}]} }
            """);
        await cluster.EventuallyAsync(async () => await cluster.FindAsync("serviceaccounts", "default", "default") is not null, "the service account");

        var pod = await cluster.CreateAsync("pods", """{"metadata":{"name":"p"},"spec":{"runtimeClassName":"vm","containers":[{"name":"c","image":"i"}]} }""", "default");

        JsonNodes.GetString(pod, "metadata", "labels", "a").ShouldBe("b");
        JsonNodes.GetString(pod, "spec", "overhead", "memory").ShouldBe("10Mi");
        ((JsonArray)pod["spec"]!["tolerations"]!).Count.ShouldBe(3);
        ((JsonArray)pod["spec"]!["volumes"]!).Count.ShouldBe(1);
        ((JsonArray)pod["spec"]!["containers"]![0]!["volumeMounts"]!).Count.ShouldBe(1);
    }

    [Fact]
    public async Task CustomKind_IsMergedByItsSchema()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CustomPolicies.DefineAsync(cluster);
        await BindAsync(cluster, "p", Apply("Object{spec: Object.spec{max: 3}}"), CustomPolicies.Plural, "Never", CustomPolicies.Group);

        var made = await cluster.CreateAsync(CustomPolicies.Resource, CustomPolicies.Limit("one", """ "note":"n" """), "default");

        made["spec"]!.ToJsonString().ShouldBe("""{"note":"n","max":3}""");
    }

    [Theory]
    [InlineData("applyConfiguration", "ApplyConfiguration", "'x'", "must evaluate to Object but got string")]
    [InlineData("jsonPatch", "JSONPatch", "[1]", "must evaluate to list(JSONPatch) but got list(int)")]
    [InlineData("jsonPatch", "JSONPatch", "[JSONPatch{nothing: 1}]", "compilation failed: ERROR: <input>:1:19: undefined field 'nothing'")]
    [InlineData("jsonPatch", "JSONPatch", "[JSONPatch{op: 1}]", "compilation failed: ERROR: <input>:1:14: expected type of field 'op' is 'string' but provided type is 'int'")]
    public async Task Policy_WhoseExpressionIsOfNoUse_IsRefused(string field, string type, string expression, string fault)
    {
        await using var cluster = await TestCluster.StartAsync();

        var refused = await Should.ThrowAsync<StatusException>(
            cluster.CreateAsync(Policies, Policy("p", Mutation(field, type, expression), "configmaps", "Never")));

        refused.Status.Message.ShouldContain($"spec.mutations[0].{field}.expression: Invalid value: {GoText.Quote(expression)}: {fault}");
    }

    private const string Claim =
        """{"metadata":{"name":"one"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}} }""";

    private static Task<TestCluster> StartAsync(string mutation, string other = "", string resource = "configmaps", string reinvocation = "Never") =>
        StartAsync(other.Length == 0 ? [mutation] : [mutation, other], resource, reinvocation);

    private static async Task<TestCluster> StartAsync(string[] mutations, string resource = "configmaps", string reinvocation = "Never", string more = "", bool serviceAccounts = false)
    {
        var cluster = await TestCluster.StartAsync(o => o with { AdmissionPlugins = [.. o.AdmissionPlugins.Where(p => serviceAccounts || p is not "ServiceAccount")] });
        await BindAsync(cluster, "p", string.Join(',', mutations), resource, reinvocation, more: more);
        return cluster;
    }

    private static async Task BindAsync(
        TestCluster cluster, string name, string mutations, string resource, string reinvocation, string group = "", string more = "")
    {
        await cluster.CreateAsync(Policies, Policy(name, mutations, resource, reinvocation, group, more));
        await cluster.CreateAsync(Bindings, $$"""{"metadata":{"name":"{{name}}"},"spec":{"policyName":"{{name}}"} }""");
    }

    private static string Policy(string name, string mutations, string resource, string reinvocation, string group = "", string more = "") =>
        $$"""
        {"metadata":{"name":"{{name}}"},"spec":{ {{more}} "reinvocationPolicy":"{{reinvocation}}","mutations":[{{mutations}}],
         "matchConstraints":{"resourceRules":[{"apiGroups":["{{group}}"],"apiVersions":["v1"],"operations":["CREATE","UPDATE"],"resources":["{{resource}}"]}]} } }
        """;

    private static string Apply(string expression) => Mutation("applyConfiguration", "ApplyConfiguration", expression);

    private static string Patch(string expression) => Mutation("jsonPatch", "JSONPatch", expression);

    private static string Mutation(string field, string type, string expression) =>
        new JsonObject { ["patchType"] = type, [field] = new JsonObject { ["expression"] = expression } }.ToJsonString();

    private static string Map(string name, string data, string labels = "") =>
        $$"""{"metadata":{"name":"{{name}}","labels":{ {{labels}} } },"data":{ {{data}} } }""";

    private static async Task<string> DataAsync(TestCluster cluster, string name, string data) =>
        (await cluster.CreateAsync("configmaps", Map(name, data), "default"))["data"]!.ToJsonString();
}
