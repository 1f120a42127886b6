using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>Admission policies and their bindings: checked as Kubernetes checks them.</summary>
public sealed class PolicyRulesTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Validating = "validatingadmissionpolicies.admissionregistration.k8s.io";
    private const string ValidatingBinding = "validatingadmissionpolicybindings.admissionregistration.k8s.io";
    private const string Mutating = "mutatingadmissionpolicies.admissionregistration.k8s.io";
    private const string MutatingBinding = "mutatingadmissionpolicybindings.admissionregistration.k8s.io";
    private const string Pods = """{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]}""";

    private readonly TestCluster cluster = shared.Cluster;

    [Fact]
    public async Task CreatePolicy_ShortestForm_IsFilledIn()
    {
        var made = await cluster.CreateAsync(Validating, Named($$"""{"matchConstraints":{{Pods}},"validations":[{"expression":"true"}]}"""));

        ObjectWriter.ToText(made["spec"]!["failurePolicy"]).ShouldBe("\"Fail\"");
        ObjectWriter.ToText(made["spec"]!["matchConstraints"]!["matchPolicy"]).ShouldBe("\"Equivalent\"");
        JsonNodes.AsLong(made["metadata"]!["generation"]).ShouldBe(1);
    }

    [Theory]
    [InlineData("{}", "spec.matchConstraints: Required value")]
    [InlineData("{}", "spec.validations: Required value: validations or auditAnnotations must contain at least one item")]
    [InlineData("""{"failurePolicy":"Maybe"}""", "spec.failurePolicy: Unsupported value: \"Maybe\": supported values: \"Fail\", \"Ignore\"")]
    [InlineData("""{"paramKind":{"apiVersion":"a/b/c"}}""", "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: a/b/c")]
    [InlineData("""{"paramKind":{"apiVersion":"a/"}}""", "spec.paramKind.apiVersion: Invalid value: \"a/\": version must be specified")]
    [InlineData("""{"paramKind":{"apiVersion":"v1"}}""", "spec.paramKind.kind: Required value")]
    [InlineData("""{"matchConstraints":{}}""", "spec.matchConstraints.resourceRules: Required value")]
    [InlineData("""{"matchConstraints":{"matchPolicy":"Loose"}}""", "spec.matchConstraints.matchPolicy: Unsupported value: \"Loose\"")]
    [InlineData("""{"matchConstraints":{"excludeResourceRules":[{"operations":["READ"]}]}}""", "spec.matchConstraints.excludeResourceRules[0].operations[0]: Unsupported value: \"READ\"")]
    [InlineData("""{"matchConstraints":{"resourceRules":[{"resourceNames":["a","a"]}]}}""", "spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: \"a\"")]
    [InlineData("""{"matchConditions":[{"name":"x"}]}""", "spec.matchConditions[0].expression: Required value")]
    [InlineData("""{"variables":[{"name":"1x","expression":"1"}]}""", "spec.variables[0].name: Invalid value: \"1x\": must be a valid CEL identifier")]
    [InlineData("""{"variables":[{"name":"in","expression":" "}]}""", "spec.variables[0].expression: Required value: expression is not specified")]
    [InlineData("""{"validations":[{"expression":"1","message":"two\nlines"}]}""", "spec.validations[0].message: Invalid value: \"two\\nlines\": must not contain line breaks")]
    [InlineData("""{"validations":[{"expression":"1","messageExpression":" "}]}""", "spec.validations[0].messageExpression: Invalid value: \" \": must be non-empty if specified")]
    [InlineData("""{"validations":[{"expression":"1","reason":"Because"}]}""", "spec.validations[0].reason: Unsupported value: \"Because\"")]
    [InlineData("""{"auditAnnotations":[{"key":"a b","valueExpression":"'x'"}]}""", "spec.auditAnnotations[0].key: Invalid value: \"faulty/a b\": name part")]
    [InlineData("""{"auditAnnotations":[{"key":"a","valueExpression":""},{"key":"a","valueExpression":"'x'"}]}""", "spec.auditAnnotations[1].key: Duplicate value: \"a\"")]
    public Task CreatePolicy_Faulty_IsRefused(string spec, string fault) => RefusedAsync(Validating, spec, fault);

    [Theory]
    [InlineData("{}", "spec.mutations: Required value: mutations must contain at least one item")]
    [InlineData("""{"reinvocationPolicy":""}""", "spec.reinvocationPolicy: Required value")]
    [InlineData("""{"matchConstraints":{"resourceRules":[{"operations":["DELETE"]}]}}""", "spec.matchConstraints.resourceRules.operations: Unsupported value: \"DELETE\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"UPDATE\"")]
    [InlineData("""{"mutations":[{"patchType":"Other"}]}""", "spec.mutations[0].patchType: Unsupported value: \"Other\": supported values: \"ApplyConfiguration\", \"JSONPatch\"")]
    [InlineData("""{"mutations":[{"patchType":"JSONPatch"}]}""", "spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch")]
    [InlineData("""{"mutations":[{"patchType":"JSONPatch","applyConfiguration":{"expression":"x"}}]}""", "spec.mutations[0].applyConfiguration: Invalid value: \"{applyConfiguration}\": must not be specified when patchType is JSONPatch")]
    [InlineData("""{"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{}}]}""", "spec.mutations[0].applyConfiguration.expression: Required value")]
    public Task CreateMutatingPolicy_Faulty_IsRefused(string spec, string fault) => RefusedAsync(Mutating, spec, fault);

    [Theory]
    [InlineData(ValidatingBinding, "{}", "spec.policyName: Required value")]
    [InlineData(ValidatingBinding, "{}", "spec.validationActions: Required value: at least one validation action is required")]
    [InlineData(ValidatingBinding, """{"validationActions":["Deny","Warn"]}""", "spec.validationActions: Invalid value: [\"Deny\",\"Warn\"]: must not contain both Deny and Warn")]
    [InlineData(ValidatingBinding, """{"validationActions":["Shout"]}""", "spec.validationActions[0]: Unsupported value: \"Shout\": supported values: \"Audit\", \"Deny\", \"Warn\"")]
    [InlineData(ValidatingBinding, """{"validationActions":["Audit","Audit"]}""", "spec.validationActions[1]: Duplicate value: \"Audit\"")]
    [InlineData(ValidatingBinding, """{"paramRef":{"name":"a","selector":{}}}""", "spec.paramRef.selector: Forbidden: name and selector are mutually exclusive")]
    [InlineData(ValidatingBinding, """{"paramRef":{"parameterNotFoundAction":"Deny"}}""", "spec.paramRef: Required value: one of name or selector must be specified")]
    [InlineData(MutatingBinding, """{"policyName":"A"}""", "spec.policyName: Invalid value: \"A\"")]
    [InlineData(MutatingBinding, """{"paramRef":{"name":"a"}}""", "spec.paramRef.parameterNotFoundAction: Required value")]
    [InlineData(MutatingBinding, """{"matchResources":{"resourceRules":[{"operations":["DELETE"]}]}}""", "spec.matchResources.resourceRules.operations: Unsupported value: \"DELETE\"")]
    public Task CreateBinding_Faulty_IsRefused(string resource, string spec, string fault) => RefusedAsync(resource, spec, fault);

    [Theory]
    [InlineData("""{"typeChecking":{"expressionWarnings":[{"fieldRef":" ","warning":"w"}]}}""", "status.typeChecking.expressionWarnings[0].fieldRef: Required value")]
    [InlineData("""{"conditions":[{"type":"a b","status":"True"}]}""", "status.conditions[0].type: Invalid value: \"a b\"")]
    [InlineData("""{"conditions":[{"type":"A","status":"Perhaps"}]}""", "status.conditions[0].status: Unsupported value: \"Perhaps\": supported values: \"False\", \"True\", \"Unknown\"")]
    [InlineData("""{"conditions":[{"type":"A","status":"True","reason":"1","lastTransitionTime":"2026-01-01T00:00:00Z"}]}""", "status.conditions[0].reason: Invalid value: \"1\": a condition reason must start with alphabetic character")]
    [InlineData("""{"conditions":[{"type":"A","status":"True","reason":"R"}]}""", "status.conditions[0].lastTransitionTime: Required value")]
    public async Task UpdatePolicyStatus_Faulty_IsRefused(string status, string fault)
    {
        var made = await cluster.CreateAsync(Validating, Named($$"""{"matchConstraints":{{Pods}},"validations":[{"expression":"true"}]}"""));

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateStatusAsync(
            Validating, JsonNodes.GetString(made, "metadata", "name")!, p => p["status"] = System.Text.Json.Nodes.JsonNode.Parse(status)));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    private async Task RefusedAsync(string resource, string spec, string fault)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(resource, $$"""{"metadata":{"name":"faulty"},"spec":{{spec}}}"""));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    private static string Named(string spec) => $$"""{"metadata":{"generateName":"policy-"},"spec":{{spec}}}""";
}
