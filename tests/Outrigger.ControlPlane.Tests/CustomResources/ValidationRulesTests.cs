using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.CustomResources;

/// <summary>The rules of CRDs (x-kubernetes-validations): refused when they cannot be evaluated, enforced on every write.</summary>
public sealed class ValidationRulesTests(ValidationRulesTests.Shared shared) : IClassFixture<ValidationRulesTests.Shared>
{
    private const string Rules = "x-kubernetes-validations";

    private const string Spec =
        """
        {"type":"object","properties":
          {"min":{"type":"integer"},"max":{"type":"integer"},
           "a-b":{"type":"string"},
           "size":{"x-kubernetes-int-or-string":true},
           "since":{"type":"string","format":"date-time"},
           "mode":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf","message":"mode is immutable"}]},
           "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
           "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object",
             "required":["name"],"properties":{"name":{"type":"string"},"port":{"type":"integer"}},
             "x-kubernetes-validations":[{"rule":"self.port >= oldSelf.port","messageExpression":"'port of ' + self.name + ' must not shrink'"}]}}},
         "x-kubernetes-validations":[
           {"rule":"!has(self.min) || !has(self.max) || self.min <= self.max","message":"min above max","fieldPath":".min"},
           {"rule":"!has(self.a__dash__b) || self.a__dash__b.startsWith('x')"},
           {"rule":"!has(self.size) || (type(self.size) == int ? self.size < 10 : self.size == 'big')","reason":"FieldValueForbidden","message":"too big"},
           {"rule":"!has(self.since) || self.since > timestamp('2020-01-01T00:00:00Z')","message":"too old"},
           {"rule":"!has(self.tags) || self.tags != ['a', 'b']","message":"not these"}]}
        """;

    [Theory]
    [InlineData("""{"min":1,"max":2,"a-b":"xy","size":5,"since":"2024-01-01T00:00:00Z","tags":["c"]}""", null)]
    [InlineData("""{"min":3,"max":2}""", "spec.min: Invalid value: min above max")]
    [InlineData("""{"a-b":"y"}""", "spec: Invalid value: failed rule: !has(self.a__dash__b) || self.a__dash__b.startsWith('x')")]
    [InlineData("""{"size":10}""", "spec: Forbidden: too big")]
    [InlineData("""{"size":"small"}""", "spec: Forbidden: too big")]
    [InlineData("""{"since":"2019-01-01T00:00:00Z"}""", "spec: Invalid value: too old")]
    [InlineData("""{"tags":["b","a"]}""", "spec: Invalid value: not these")]
    [InlineData("""{"min":"x","max":2}""", "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation")]
    public async Task Create_RuleThatDoesNotHold_IsRefused(string spec, string? fault)
    {
        var cluster = shared.Cluster;

        if (fault is null)
        {
            await cluster.CreateAsync("gadgets.example.com", Gadget(spec));
            return;
        }

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("gadgets.example.com", Gadget(spec)));
        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Update_TransitionRules_CompareWithTheValueBefore()
    {
        await using var cluster = await StartAsync(Spec);
        await cluster.CreateAsync("gadgets.example.com", Gadget("""{"mode":"a","ports":[{"name":"x","port":5},{"name":"y","port":6}]}"""));

        var mode = await Should.ThrowAsync<StatusException>(cluster.UpdateAsync("gadgets.example.com", "one", o => o["spec"]!["mode"] = "b"));
        var port = await Should.ThrowAsync<StatusException>(cluster.UpdateAsync(
            "gadgets.example.com", "one", o => o["spec"]!["ports"] = JsonNode.Parse("""[{"name":"y","port":6},{"name":"x","port":4},{"name":"z","port":1}]""")));
        await cluster.UpdateAsync("gadgets.example.com", "one", o => o["spec"]!["min"] = 1);

        mode.Status.Message.ShouldEndWith("spec.mode: Invalid value: \"b\": mode is immutable");
        port.Status.Message.ShouldEndWith("spec.ports[1]: Invalid value: port of x must not shrink");
    }

    [Fact]
    public async Task Update_ValueThatDidNotChange_IsLeftAloneWhenARuleComesLater()
    {
        await using var cluster = await StartAsync("""{"type":"object","properties":{"n":{"type":"integer"},"m":{"type":"integer"}}}""");
        await cluster.CreateAsync("gadgets.example.com", Gadget("""{"n":1,"m":1}"""));
        await cluster.RedefineAsync("gadgets.example.com", crd =>
            crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["n"]![Rules] =
                JsonNode.Parse("""[{"rule":"self > 5","message":"too small"}]"""));

        await cluster.UpdateAsync("gadgets.example.com", "one", o => o["spec"]!["m"] = 2);
        var refused = await Should.ThrowAsync<StatusException>(cluster.UpdateAsync("gadgets.example.com", "one", o => o["spec"]!["n"] = 2));

        refused.Status.Message.ShouldEndWith("spec.n: Invalid value: 2: too small");
    }

    [Fact]
    public async Task Root_SeesMetadataName_AndIsNamedAsInKubernetes()
    {
        await using var cluster = await StartAsync("""{"type":"object"}""", """ "x-kubernetes-validations":[{"rule":"self.metadata.name != 'one' && self.kind == 'Gadget'","message":"no ones"}] """);

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("gadgets.example.com", Gadget("{}")));

        refused.Status.Message.ShouldBe("Gadget.example.com \"one\" is invalid: <nil>: Invalid value: no ones");
    }

    [Fact]
    public async Task Error_OfARule_IsTold()
    {
        await using var cluster = await StartAsync(
            """{"type":"object","properties":{"n":{"type":"integer"},"m":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"self.n / self.m == 1"}]}""");

        var missing = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("gadgets.example.com", Gadget("""{"n":1}""")));
        var zero = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("gadgets.example.com", Gadget("""{"n":1,"m":0}""")));

        missing.Status.Message.ShouldEndWith("spec: Invalid value: \"object\": no such key: m evaluating rule: self.n / self.m == 1");
        zero.Status.Message.ShouldEndWith("spec: Invalid value: \"object\": division by zero evaluating rule: self.n / self.m == 1");
    }

    [Fact]
    public async Task Cost_OfARuleOnALargeObject_EndsTheValidation()
    {
        await using var cluster = await StartAsync(
            """{"type":"object","properties":{"l":{"type":"array","items":{"type":"integer"}}},"x-kubernetes-validations":[{"rule":"self.l.all(a, self.l.all(b, self.l.all(c, a + b + c >= 0)))","message":"sums"}]}""");

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync(
            "gadgets.example.com", Gadget($$"""{"l":[{{string.Join(',', Enumerable.Repeat("1", 300))}}] }""")));

        refused.Status.Message.ShouldEndWith(
            "spec: Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: sums");
    }

    [Theory]
    [InlineData("""{"rule":"self.nope == 1"}""", "rule: Invalid value: {\"rule\":\"self.nope == 1\"}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'")]
    [InlineData("""{"rule":"self.n"}""", "rule: Invalid value: {\"rule\":\"self.n\"}: cel expression must evaluate to a bool")]
    [InlineData("""{"rule":"self.n =="}""", "compilation failed: ERROR: <input>:1:10: Syntax error: mismatched input '<EOF>'")]
    [InlineData("""{"rule":"self.n == 1","messageExpression":"1"}""", "messageExpression: Invalid value: {\"rule\":\"self.n == 1\",\"messageExpression\":\"1\"}: messageExpression must evaluate to a string")]
    [InlineData("""{"rule":"self.n == 1","fieldPath":".x"}""", "fieldPath: Invalid value: \".x\": must be a valid path")]
    [InlineData("""{"rule":"self.n == 1","optionalOldSelf":true}""", "optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule")]
    [InlineData("""{"rule":"amount(self.s).isGreaterThan(amount('1'))"}""", "undeclared reference to 'amount' (in container '')")]
    public async Task Crd_WithARuleThatCannotBeEvaluated_IsRefused(string rule, string fault)
    {
        var cluster = shared.Cluster;
        var spec = $$"""{"type":"object","properties":{"n":{"type":"integer"},"s":{"type":"string"} },"{{Rules}}":[{{rule}}] }""";

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync(CustomCluster.Definitions, Crd(spec)));

        refused.Status.Message.ShouldContain($"properties[spec].{Rules}[0].");
        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Crd_WithATransitionRuleInAnAtomicList_IsRefused()
    {
        var cluster = shared.Cluster;
        var spec = $$"""{"type":"object","properties":{"l":{"type":"array","items":{"type":"integer","{{Rules}}":[{"rule":"self == oldSelf"}]} } } }""";

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync(CustomCluster.Definitions, Crd(spec)));

        refused.Status.Message.ShouldEndWith(
            "oldSelf cannot be used on the uncorrelatable portion of the schema within spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[l]");
    }

    private static async Task<TestCluster> StartAsync(string spec, string root = "")
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Crd(spec, root));
        return cluster;
    }

    private static string Crd(string spec, string root = "") => CustomCluster.Gadgets(
        $$"""
        {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object",{{root}}{{(root.Length > 0 ? "," : "")}}
         "properties":{"spec":{{spec}} } } } }
        """);

    private static string Gadget(string spec) => $$"""{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"one"},"spec":{{spec}} }""";

    /// <summary>A cluster with gadgets of <see cref="Spec"/>, for tests that leave nothing behind.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal TestCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cluster = await StartAsync(Spec);

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
