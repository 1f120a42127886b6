using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class KindRulesTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("leases.coordination.k8s.io", "default", """{"spec":{"leaseDurationSeconds":0}}""", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("priorityclasses.scheduling.k8s.io", "", """{"value":1000000001}""", "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [InlineData("runtimeclasses.node.k8s.io", "", """{"handler":""}""", "handler: Required value")]
    [InlineData("storageclasses.storage.k8s.io", "", """{"reclaimPolicy":"Recycle"}""", "reclaimPolicy: Unsupported value: \"Recycle\": supported values: \"Delete\", \"Retain\"")]
    [InlineData("storageclasses.storage.k8s.io", "", """{}""", "provisioner: Required value")]
    [InlineData("ingressclasses.networking.k8s.io", "", """{"spec":{"controller":"x"}}""", "spec.controller: Invalid value: \"x\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"ingress":[{"from":[{}]}]}}""", "spec.ingress[0].from[0]: Required value: must specify a peer")]
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/9"]}}]}]}}""", "spec.egress[0].to[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/9\": must be a strict subset of `cidr`")]
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"ingress":[{"ports":[{"port":0}]}]}}""", "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [InlineData("cronjobs.batch", "default", """{"spec":{"schedule":"* *"}}""", "spec.schedule: Invalid value: \"* *\": expected exactly 5 fields, found 2: [* *]")]
    [InlineData("flowschemas.flowcontrol.apiserver.k8s.io", "", """{"spec":{"matchingPrecedence":1}}""", "spec.priorityLevelConfiguration.name: Required value: must reference a priority level")]
    [InlineData("flowschemas.flowcontrol.apiserver.k8s.io", "", """{"spec":{"rules":[{"subjects":[{"kind":"User","group":{"name":"x"}}]}]}}""", "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'")]
    [InlineData("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "", """{"spec":{"type":"Other"}}""", "spec.type: Unsupported value: \"Other\": supported values: \"Exempt\", \"Limited\"")]
    [InlineData("poddisruptionbudgets.policy", "default", """{"spec":{"minAvailable":"101%"}}""", "spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%")]
    [InlineData("poddisruptionbudgets.policy", "default", """{"spec":{"minAvailable":1,"maxUnavailable":1}}""", "minAvailable and maxUnavailable cannot be both set")]
    [InlineData("ingresses.networking.k8s.io", "default", """{"spec":{}}""", "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified")]
    [InlineData("ingresses.networking.k8s.io", "default", """{"spec":{"rules":[{"host":"1.2.3.4","http":{"paths":[{"path":"a//b","pathType":"Prefix","backend":{}}]}}]}}""", "spec.rules[0].http.paths[0].path: Invalid value: \"a//b\": must not contain '//'")]
    [InlineData("ingresses.networking.k8s.io", "default", """{"spec":{"defaultBackend":{"service":{"name":"a"}}}}""", "spec.defaultBackend: Required value: port name or number is required")]
    [InlineData("ingresses.networking.k8s.io", "default", """{"spec":{"tls":[{"hosts":["*x"]}]}}""", "spec.tls[0].hosts[0]: Invalid value: \"*x\": a wildcard DNS-1123 subdomain must start with '*.'")]
    public async Task Create_Faulty_IsRefused(string resource, string ns, string body, string fault)
    {
        var named = body.Length == 2 ? """{"metadata":{"name":"faulty"}}""" : $$"""{"metadata":{"name":"faulty"},{{body[1..]}}""";

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(resource, named, ns));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    [Theory]
    [InlineData("ingresses.networking.k8s.io", "default", """{"spec":{"rules":[{"host":"*.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"a","port":{"number":80}}}}]}}]}}""")]
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":"http"},{"port":1,"endPort":2}]}]}}""")]
    [InlineData("cronjobs.batch", "default", """{"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""")]
    [InlineData("storageclasses.storage.k8s.io", "", """{"provisioner":"example.com/Disk"}""")]
    [InlineData("ingressclasses.networking.k8s.io", "", """{"spec":{"controller":"example.com/x","parameters":{"kind":"K","name":"n","scope":"Cluster"}}}""")]
    [InlineData("poddisruptionbudgets.policy", "default", """{"spec":{"maxUnavailable":"50%"}}""")]
    public async Task Create_Right_IsAccepted(string resource, string ns, string body)
    {
        var made = await cluster.CreateAsync(resource, $$"""{"metadata":{"name":"right"},{{body[1..]}}""", ns);

        made["metadata"]!["uid"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Update_FixedField_IsRefused()
    {
        await cluster.CreateAsync("storageclasses.storage.k8s.io", """{"metadata":{"name":"fixed"},"provisioner":"example.com/disk"}""");

        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("storageclasses.storage.k8s.io", "fixed", c => c["provisioner"] = "example.com/other"));

        refused.Status.Message.ShouldContain("provisioner: Invalid value: \"example.com/other\": field is immutable");
    }
}
