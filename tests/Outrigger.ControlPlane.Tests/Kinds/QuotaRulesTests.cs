using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>ResourceQuotas, LimitRanges, ControllerRevisions, PodTemplates: kept for others, and checked before.</summary>
public sealed class QuotaRulesTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("resourcequotas", """{"spec":{"hard":{"cpux":"1"}}}""", "spec.hard[cpux]|FieldValueInvalid|Invalid value: \"cpux\": must be a standard resource type or fully qualified", "spec.hard[cpux]|FieldValueInvalid|Invalid value: \"cpux\": must be a standard resource for quota")]
    [InlineData("resourcequotas", """{"spec":{"hard":{"storage":"1"}}}""", "spec.hard[storage]|FieldValueInvalid|Invalid value: \"storage\": must be a standard resource for quota")]
    [InlineData("resourcequotas", """{"spec":{"hard":{"cpu":"-1"}}}""", "spec.hard[cpu]|FieldValueInvalid|Invalid value: \"-1\": must be greater than or equal to 0")]
    [InlineData("resourcequotas", """{"spec":{"hard":{"pods":"500m"}}}""", "spec.hard[pods]|FieldValueInvalid|Invalid value: \"500m\": must be an integer")]
    [InlineData("resourcequotas", """{"spec":{"hard":{"pods":"5","cpu":"1"},"scopes":["BestEffort"]}}""", "spec.scopes|FieldValueInvalid|Invalid value: [\"BestEffort\"]: unsupported scope applied to resource")]
    [InlineData("resourcequotas", """{"spec":{"scopes":["Other"]}}""", "spec.scopes|FieldValueInvalid|Invalid value: [\"Other\"]: unsupported scope")]
    [InlineData("resourcequotas", """{"spec":{"scopes":["Terminating","NotTerminating"]}}""", "spec.scopes|FieldValueInvalid|Invalid value: [\"Terminating\",\"NotTerminating\"]: conflicting scopes")]
    [InlineData("resourcequotas", """{"spec":{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In"}]}}}""", "spec.scopeSelector.matchExpressions.values|FieldValueRequired|Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")]
    [InlineData("resourcequotas", """{"spec":{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"Exists","values":["a"]}]}}}""", "spec.scopeSelector.matchExpressions.values|FieldValueInvalid|Invalid value: [\"a\"]: must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")]
    [InlineData("resourcequotas", """{"spec":{"scopeSelector":{"matchExpressions":[{"scopeName":"Other","operator":"Is"}]}}}""", "spec.scopeSelector.matchExpressions.scopeName|FieldValueInvalid|Invalid value: \"Other\": unsupported scope", "spec.scopeSelector.matchExpressions.operator|FieldValueInvalid|Invalid value: \"Is\": not a valid selector operator")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Pods"}]}}""", "spec.limits[0].type|FieldValueInvalid|Invalid value: \"Pods\": must be a standard limit type or fully qualified")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Pod"},{"type":"Pod","default":{"cpu":"1"}}]}}""", "spec.limits[1].type|FieldValueDuplicate|Duplicate value: \"Pod\"", "spec.limits[1].default|FieldValueForbidden|Forbidden: may not be specified when `type` is 'Pod'")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Pod","max":{"cpu":"1"},"min":{"cpu":"2"}}]}}""", "spec.limits[0].min[cpu]|FieldValueInvalid|Invalid value: \"2\": min value 2 is greater than max value 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Pod","max":{"storage":"1"}}]}}""", "spec.limits[0].max[storage]|FieldValueInvalid|Invalid value: \"storage\": must be a standard resource for containers")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","default":{"cpu":"1"},"defaultRequest":{"cpu":"2"}}]}}""", "spec.limits[0].defaultRequest[cpu]|FieldValueInvalid|Invalid value: \"2\": default request value 2 is greater than default limit value 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"default":{"cpu":"2"},"defaultRequest":{"cpu":"1"}}]}}""", "spec.limits[0].default[cpu]|FieldValueInvalid|Invalid value: \"1\": default value 2 is greater than max value 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"PersistentVolumeClaim"}]}}""", "spec.limits[0].limits|FieldValueRequired|Required value: either minimum or maximum storage value is required, but neither was provided")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Pod","maxLimitRequestRatio":{"cpu":"500m"}}]}}""", "spec.limits[0].maxLimitRequestRatio[cpu]|FieldValueInvalid|Invalid value: \"500m\": ratio 500m is less than 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Pod","max":{"cpu":"3"},"min":{"cpu":"2"},"maxLimitRequestRatio":{"cpu":"2"}}]}}""", "spec.limits[0].maxLimitRequestRatio[cpu]|FieldValueInvalid|Invalid value: \"2\": ratio 2 is greater than max/min = 1.500000")]
    [InlineData("resourcequotas", """{"spec":{"scopeSelector":{"matchExpressions":[{"scopeName":"BestEffort","operator":"DoesNotExist"},{"scopeName":"NotBestEffort","operator":"Exists"}]}}}""", "spec.scopeSelector.matchExpressions.operator|FieldValueInvalid|Invalid value: \"DoesNotExist\": must be 'Exists' when scope is any of *", "spec.scopeSelector.matchExpressions|FieldValueInvalid|*")]
    [InlineData("resourcequotas", """{"spec":{"hard":{"services":"1"},"scopeSelector":{"matchExpressions":[{"scopeName":"VolumeAttributesClass","operator":"Exists"}]}}}""", "spec.scopeSelector.matchExpressions|FieldValueInvalid|*")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","min":{"cpu":"2"},"defaultRequest":{"cpu":"1"}}]}}""", "spec.limits[0].defaultRequest[cpu]|FieldValueInvalid|Invalid value: \"1\": min value 2 is greater than default request value 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"default":{"cpu":"1"},"defaultRequest":{"cpu":"2"}}]}}""", "spec.limits[0].defaultRequest[cpu]|FieldValueInvalid|Invalid value: \"2\": default request value 2 is greater than max value 1", "spec.limits[0].defaultRequest[cpu]|FieldValueInvalid|Invalid value: \"2\": default request value 2 is greater than default limit value 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","min":{"cpu":"2"},"default":{"cpu":"1"},"defaultRequest":{"cpu":"2"}}]}}""", "spec.limits[0].defaultRequest[cpu]|FieldValueInvalid|Invalid value: \"2\": default request value 2 is greater than default limit value 1", "spec.limits[0].default[cpu]|FieldValueInvalid|Invalid value: \"2\": min value 2 is greater than default value 1")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","default":{"example.com/gpu":"2"},"defaultRequest":{"example.com/gpu":"1"}}]}}""", "spec.limits[0].defaultRequest[example.com/gpu]|FieldValueInvalid|Invalid value: \"1\": default value 2 must equal to defaultRequest value 1 in example.com/gpu")]
    [InlineData("controllerrevisions.apps", """{"revision":-1}""", "revision|FieldValueInvalid|Invalid value: -1: must be greater than or equal to 0", "data|FieldValueRequired|Required value: data is mandatory")]
    [InlineData("podtemplates", """{"template":{"metadata":{"labels":{"a b":"c"},"annotations":{"/x":""}},"spec":{"containers":[{"name":"c"}],"ephemeralContainers":[{"name":"d","image":"i"}]}}}""", "template.labels|FieldValueInvalid|*", "template.annotations|FieldValueInvalid|*", "template.spec.containers[0].image|FieldValueRequired|Required value", "template.spec.ephemeralContainers|FieldValueForbidden|Forbidden: ephemeral containers not allowed in pod template")]
    public async Task Create_Faulty_IsRefused(string resource, string body, params string[] causes)
    {
        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync(resource, $$"""{"metadata":{"name":"faulty"},{{body[1..]}}""", "default"));

        var faults = Faults.Of(refused);
        faults.Length.ShouldBe(causes.Length, string.Join('\n', faults));
        foreach (var (fault, cause) in faults.Zip(causes))
        {
            fault.ShouldStartWith(cause.TrimEnd('*'));
            (cause.EndsWith('*') || fault == cause).ShouldBeTrue(fault);
        }
    }

    [Theory]
    [InlineData("resourcequotas", """{"spec":{"hard":{"pods":"5","count/deployments.apps":"2","requests.nvidia.com/gpu":"4"},"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["high"]}]}}}""")]
    [InlineData("limitranges", """{"spec":{"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"cpu":"100m"},"default":{"cpu":"1"},"defaultRequest":{"cpu":"500m"},"maxLimitRequestRatio":{"cpu":"10"}},{"type":"PersistentVolumeClaim","max":{"storage":"1Gi"}}]}}""")]
    [InlineData("controllerrevisions.apps", """{"revision":1,"data":{"spec":{}}}""")]
    [InlineData("podtemplates", """{"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}""")]
    public async Task Create_Right_IsAccepted(string resource, string body)
    {
        var made = await cluster.CreateAsync(resource, $$"""{"metadata":{"name":"right"},{{body[1..]}}""", "default");

        made["metadata"]!["uid"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Update_ScopesAndData_AreFixed()
    {
        await cluster.CreateAsync("resourcequotas", """{"metadata":{"name":"fixed"},"spec":{"hard":{"pods":"1"},"scopes":["BestEffort"]}}""", "default");
        await cluster.CreateAsync("controllerrevisions.apps", """{"metadata":{"name":"fixed"},"revision":1,"data":{"a":1}}""", "default");

        var scopes = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("resourcequotas", "fixed", q => q["spec"]!["scopes"] = new JsonArray("Terminating"), "default"));
        var data = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("controllerrevisions.apps", "fixed", r => r["data"]!["a"] = 2, "default"));
        var status = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateStatusAsync("resourcequotas", "fixed", q => q["status"] = JsonNode.Parse("""{"used":{"pods":"-1"}}"""), "default"));
        await cluster.UpdateAsync("controllerrevisions.apps", "fixed", r => r["revision"] = 2, "default");

        Faults.Of(scopes).ShouldBe(["spec.scopes|FieldValueInvalid|Invalid value: [\"Terminating\"]: field is immutable"]);
        Faults.Of(data).ShouldBe(["data|FieldValueInvalid|Invalid value: {\"a\":2}: field is immutable"]);
        Faults.Of(status).ShouldBe(["status.used[pods]|FieldValueInvalid|Invalid value: \"-1\": must be greater than or equal to 0"]);
    }

    [Fact]
    public void Quota_WithManyWrongScopes_TellsSome()
    {
        var scopes = Enumerable.Range(0, 20_000).Select(i => (JsonNode)$"s{i}").ToArray();
        var errors = new List<FieldError>();

        QuotaRules.Check(new JsonObject { ["spec"] = new JsonObject { ["scopes"] = new JsonArray(scopes) } }, errors);

        errors.Count.ShouldBe(16);
    }
}
