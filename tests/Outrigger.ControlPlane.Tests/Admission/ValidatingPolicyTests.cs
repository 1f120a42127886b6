using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>ValidatingAdmissionPolicies: denied, warned of or told to the audit log, as the bindings say.</summary>
public sealed class ValidatingPolicyTests
{
    private const string Policies = "validatingadmissionpolicies.admissionregistration.k8s.io";
    private const string Bindings = "validatingadmissionpolicybindings.admissionregistration.k8s.io";
    private const string Denied = "configmaps \"one\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ";

    private const string Spec =
        """
        "variables":[{"name":"data","expression":"object == null ? {} : object.?data.orValue({})"}],
        "matchConditions":[{"name":"not-exempt","expression":"object == null || !('exempt' in object.metadata.?labels.orValue({}))"}],
        "validations":[
          {"expression":"!('bad' in variables.data)","message":"the key bad is not allowed"},
          {"expression":"size(variables.data) < 3","messageExpression":"'at most 2 keys, not ' + string(size(variables.data))","reason":"Forbidden"},
          {"expression":"!('plain' in variables.data)"},
          {"expression":"request.operation != 'DELETE' || oldObject.data.k != 'keep'","message":"kept","reason":"RequestEntityTooLarge"},
          {"expression":"!('ns' in variables.data) || variables.data.ns == namespaceObject.metadata.name","message":"another namespace"},
          {"expression":"!('boom' in variables.data) || object.data.missing == ''"}]
        """;

    [Fact]
    public async Task Writes_OfABoundPolicy_AreDeniedAsItSays()
    {
        await using var cluster = await StartAsync();

        (await RefusedAsync(cluster, """{"bad":"x"}""")).ShouldBe((422, $"{Denied}the key bad is not allowed"));
        (await RefusedAsync(cluster, """{"a":"1","b":"2","c":"3"}""")).ShouldBe((403, $"{Denied}at most 2 keys, not 3"));
        (await RefusedAsync(cluster, """{"plain":"x"}""")).ShouldBe((422, $"{Denied}failed expression: !('plain' in variables.data)"));
        (await RefusedAsync(cluster, """{"ns":"x"}""")).ShouldBe((422, $"{Denied}another namespace"));
        (await RefusedAsync(cluster, """{"boom":"x"}""")).ShouldBe(
            (422, $"{Denied}expression '!('boom' in variables.data) || object.data.missing == ''' resulted in error: no such key: missing"));
        await cluster.CreateAsync("configmaps", Map("""{"bad":"x"}""", "two", """ ,"labels":{"exempt":""} """), "default");
        await cluster.CreateAsync("configmaps", Map("""{"ns":"default","k":"keep"}"""), "default");
        var kept = await Should.ThrowAsync<StatusException>(cluster.DeleteAsync("configmaps", "one", "default"));
        (kept.Status.Code, kept.Status.Message).ShouldBe((413, $"{Denied}kept"));
    }

    [Fact]
    public async Task Collection_ThatIsDeleted_HasNoName()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync("configmaps", Map("""{"k":"keep"}"""), "default");

        var kept = await Should.ThrowAsync<StatusException>(cluster.DeleteAllAsync("configmaps", "default"));

        kept.Status.Message.ShouldBe(Denied.Replace("one", "Unknown", StringComparison.Ordinal) + "kept");
        (await cluster.FindAsync("configmaps", "one", "default")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Policy_ThatIsChangedUnboundOrElsewhere_CountsFromThenOn()
    {
        await using var cluster = await StartAsync();
        await cluster.UpdateAsync(Policies, "p", p => p["spec"]!["validations"] = JsonNode.Parse("""[{"expression":"false","message":"never"}]"""));
        (await RefusedAsync(cluster, "{}")).ShouldBe((422, $"{Denied}never"));

        await cluster.UpdateAsync(Bindings, "b", b => b["spec"]!["matchResources"] = JsonNode.Parse("""{"objectSelector":{"matchLabels":{"a":"b"}}}"""));
        await cluster.CreateAsync("configmaps", Map("{}"), "default");
    }

    [Fact]
    public async Task Error_WithPolicyIgnore_IsPassedOver()
    {
        await using var cluster = await StartAsync(more: "\"failurePolicy\":\"Ignore\",");

        await cluster.CreateAsync("configmaps", Map("""{"boom":"x"}"""), "default");
        (await RefusedAsync(cluster, """{"bad":"x"}""")).ShouldBe((422, $"{Denied}the key bad is not allowed"));
    }

    [Theory]
    [InlineData("Warn")]
    [InlineData("Audit")]
    public async Task Binding_WithoutDeny_LetsThrough(string action)
    {
        await using var cluster = await StartAsync(action);

        await cluster.CreateAsync("configmaps", Map("""{"bad":"x"}"""), "default");

        (await cluster.FindAsync("configmaps", "one", "default")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"expression":"object.x =="}""", "validations[0].expression: Invalid value: \"object.x ==\": compilation failed: ERROR: <input>:1:12: Syntax error")]
    [InlineData("""{"expression":"params.x == 1"}""", "compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')")]
    [InlineData("""{"expression":"variables.x"}""", "compilation failed: ERROR: <input>:1:10: undefined field 'x'")]
    [InlineData("""{"expression":"'x'"}""", "must evaluate to bool but got string")]
    [InlineData("""{"expression":"true","messageExpression":"1 + 1"}""", "validations[0].messageExpression: Invalid value: \"1 + 1\": must evaluate to string but got int")]
    public async Task Policy_WhoseExpressionsCannotBeEvaluated_IsRefused(string validation, string fault)
    {
        await using var cluster = await TestCluster.StartAsync();

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync(Policies, Policy($"\"validations\":[{validation}]")));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    private static async Task<TestCluster> StartAsync(string action = "Deny", string more = "")
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(Policies, Policy(more + Spec));
        await cluster.CreateAsync(Bindings, $$"""{"metadata":{"name":"b"},"spec":{"policyName":"p","validationActions":["{{action}}"]} }""");
        return cluster;
    }

    private static string Policy(string spec) =>
        $$"""
        {"metadata":{"name":"p"},"spec":{
         "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}]},{{spec}} } }
        """;

    private static string Map(string data, string name = "one", string more = "") => $$"""{"metadata":{"name":"{{name}}"{{more}} },"data":{{data}} }""";

    private static async Task<(int Code, string Message)> RefusedAsync(TestCluster cluster, string data)
    {
        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("configmaps", Map(data), "default"));
        return (refused.Status.Code, refused.Status.Message);
    }
}
