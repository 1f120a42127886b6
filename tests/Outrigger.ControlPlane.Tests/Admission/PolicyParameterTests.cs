using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>Parameters of policies: which objects they are, what is when there are none, who may name them.</summary>
public sealed class PolicyParameterTests
{
    private const string Policies = "validatingadmissionpolicies.admissionregistration.k8s.io";
    private const string Bindings = "validatingadmissionpolicybindings.admissionregistration.k8s.io";
    private const string Denied = "configmaps \"one\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ";
    private const string Limits = """{"apiVersion":"example.com/v1","kind":"Limit"}""";
    private const string Validation = """{"expression":"size(object.data) <= params.spec.max","messageExpression":"'at most ' + string(params.spec.max)"}""";

    [Fact]
    public async Task Parameters_ByName_AreThoseOfTheNamespaceOfTheRequest()
    {
        await using var cluster = await StartAsync(""" "name":"limit" """);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"other"} }""");
        await cluster.CreateAsync(CustomPolicies.Resource, CustomPolicies.Limit("limit", """ "max":1 """), "default");
        await cluster.CreateAsync(CustomPolicies.Resource, CustomPolicies.Limit("limit", """ "max":2 """), "other");

        (await RefusedAsync(cluster, "default")).ShouldBe($"{Denied}at most 1");
        await cluster.CreateAsync("configmaps", Two, "other");

        await cluster.UpdateAsync(CustomPolicies.Resource, "limit", l => l["spec"]!["max"] = 2, "default");
        await cluster.CreateAsync("configmaps", Two, "default");
    }

    [Fact]
    public async Task Parameters_BySelector_AllCount()
    {
        await using var cluster = await StartAsync(""" "namespace":"default","selector":{"matchLabels":{"for":"maps"} } """);
        await cluster.CreateAsync(CustomPolicies.Resource, CustomPolicies.Limit("a", """ "max":5 """, """ "for":"maps" """), "default");
        await cluster.CreateAsync(CustomPolicies.Resource, CustomPolicies.Limit("z", """ "max":0 """), "default");
        await cluster.CreateAsync("configmaps", Two, "kube-public");

        await cluster.CreateAsync(CustomPolicies.Resource, CustomPolicies.Limit("b", """ "max":1 """, """ "for":"maps" """), "default");
        (await RefusedAsync(cluster, "default")).ShouldBe($"{Denied}at most 1");
    }

    [Theory]
    [InlineData("Deny", "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction")]
    [InlineData("Allow", null)]
    public async Task Parameters_ThatAreMissing_AreWhatTheBindingSays(string action, string? fault)
    {
        await using var cluster = await StartAsync(""" "name":"limit" """, action);

        if (fault is null)
        {
            await cluster.CreateAsync("configmaps", Two, "default");
        }
        else
        {
            (await RefusedAsync(cluster, "default")).ShouldBe(Denied + fault);
        }
    }

    [Fact]
    public async Task Binding_WithoutParameters_GivesNull()
    {
        await using var cluster = await StartAsync(null, validation: """{"expression":"params != null","message":"none"}""");

        (await RefusedAsync(cluster, "default")).ShouldBe($"{Denied}none");
    }

    [Fact]
    public async Task Kind_ThatNobodyServes_IsAFaultOfThePolicy()
    {
        await using var cluster = await StartAsync(""" "name":"limit" """, kind: """{"apiVersion":"example.com/v7","kind":"Limit"}""");

        (await RefusedAsync(cluster, "default")).ShouldBe(
            "configmaps \"one\" is forbidden: ValidatingAdmissionPolicy 'p' denied request: " +
            "failed to configure policy: failed to find resource referenced by paramKind: 'example.com/v7, Kind=Limit'");
    }

    [Fact]
    public async Task Namespace_OfClusterScopedParameters_IsAFault()
    {
        await using var cluster = await StartAsync(""" "name":"limit","namespace":"default" """, scope: "Cluster");

        (await RefusedAsync(cluster, "default")).ShouldBe(
            $"{Denied}failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
    }

    [Fact]
    public async Task BuiltInKind_CanBeParameters_AndConditionsSeeThem()
    {
        await using var cluster = await StartAsync(
            """ "name":"limit" """,
            "Allow",
            kind: """{"apiVersion":"v1","kind":"ConfigMap"}""",
            more: """ "matchConditions":[{"name":"not-itself","expression":"object.metadata.name != params.metadata.name"}], """,
            validation: """{"expression":"!(params.data.word in object.data)","message":"that word"}""");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"limit"},"data":{"word":"a"} }""", "default");

        (await RefusedAsync(cluster, "default")).ShouldBe($"{Denied}that word");
        await cluster.UpdateAsync("configmaps", "limit", m => m["data"] = JsonNode.Parse("""{"word":"a","a":"b"}"""), "default");
    }

    [Fact]
    public async Task Writer_WhoMayNotReadTheParameters_IsRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CustomPolicies.DefineAsync(cluster);
        await cluster.CreateAsync("clusterroles.rbac.authorization.k8s.io", """
            {"metadata":{"name":"policies"},"rules":[{"apiGroups":["admissionregistration.k8s.io"],"resources":["*"],"verbs":["*"]}]}
            """);

        var policy = await Should.ThrowAsync<StatusException>(cluster.CreateAsync(Policies, Policy(Limits, Validation), user: TestCluster.Alice));
        policy.Status.Message.ShouldBe(
            "ValidatingAdmissionPolicy.admissionregistration.k8s.io \"p\" is invalid: spec.paramKind: Forbidden: user &{alice  [dev system:authenticated] map[]} " +
            "must have \"get\" permission on all objects of the referenced paramKind (kind=Limit, apiVersion=example.com/v1)");

        await cluster.CreateAsync(Policies, Policy(Limits, Validation));
        var binding = await Should.ThrowAsync<StatusException>(
            cluster.CreateAsync(Bindings, Binding(""" "name":"limit","namespace":"default" """, "Allow"), user: TestCluster.Alice));
        binding.Status.Message.ShouldBe(
            "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io \"b\" is invalid: spec.paramRef: Forbidden: user &{alice  [dev system:authenticated] map[]} " +
            "does not have \"get\" permission on the object referenced by paramRef");

        await GrantAsync(cluster);
        await cluster.EventuallyAsync(async () => await MayAsync(cluster), "the right to count");
    }

    private const string Two = """{"metadata":{"name":"one"},"data":{"a":"1","b":"2"} }""";

    private static async Task GrantAsync(TestCluster cluster)
    {
        await cluster.CreateAsync("clusterroles.rbac.authorization.k8s.io", """
            {"metadata":{"name":"limits"},"rules":[{"apiGroups":["example.com"],"resources":["limits"],"verbs":["get"]}]}
            """);
        await cluster.CreateAsync("clusterrolebindings.rbac.authorization.k8s.io", """
            {"metadata":{"name":"limits"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"limits"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"alice"}]}
            """);
    }

    private static async Task<bool> MayAsync(TestCluster cluster)
    {
        try
        {
            await cluster.CreateAsync(Bindings, Binding(""" "name":"limit","namespace":"default" """, "Allow"), user: TestCluster.Alice);
            return true;
        }
        catch (StatusException e) when (e.Status.Code == 422)
        {
            return false;
        }
    }

    private static async Task<TestCluster> StartAsync(
        string? reference, string action = "Deny", string scope = "Namespaced", string kind = Limits, string validation = Validation, string more = "")
    {
        var cluster = await TestCluster.StartAsync();
        await CustomPolicies.DefineAsync(cluster, scope);
        await cluster.CreateAsync(Policies, Policy(kind, validation, more));
        await cluster.CreateAsync(Bindings, Binding(reference, action));
        return cluster;
    }

    private static string Policy(string kind, string validation, string more = "") =>
        $$"""
        {"metadata":{"name":"p"},"spec":{ {{more}} "paramKind":{{kind}},"validations":[{{validation}}],
         "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}]} } }
        """;

    private static string Binding(string? reference, string action)
    {
        var parameters = reference is null ? "" : $$""" ,"paramRef":{ {{reference}},"parameterNotFoundAction":"{{action}}"} """;
        return $$"""{"metadata":{"name":"b"},"spec":{"policyName":"p","validationActions":["Deny"]{{parameters}} } }""";
    }

    private static async Task<string> RefusedAsync(TestCluster cluster, string ns)
    {
        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("configmaps", Two, ns));
        return refused.Status.Message;
    }
}
