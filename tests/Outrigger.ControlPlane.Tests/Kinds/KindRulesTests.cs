using System.Text.Json.Nodes;
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
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.1/8"}}]}]}}""", "spec.egress[0].to[0].ipBlock.cidr: Invalid value: \"10.0.0.1/8\": must not have bits set beyond the prefix length")]
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"egress":[{"to":[{"ipBlock":{"cidr":"010.0.0.0/8"}}]}]}}""", "must not have leading 0s in IP or prefix length")]
    [InlineData("networkpolicies.networking.k8s.io", "default", """{"spec":{"podSelector":{},"egress":[{"to":[{"ipBlock":{"cidr":"10/8"}}]}]}}""", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("ipaddresses.networking.k8s.io", "", """{"spec":{}}""", "metadata.name: Invalid value: \"faulty\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("ipaddresses.networking.k8s.io", "", """{"spec":{}}""", "spec.parentRef: Required value")]
    [InlineData("servicecidrs.networking.k8s.io", "", """{"spec":{"cidrs":["10.0.0.0/8","11.0.0.0/8"]}}""", "may specify no more than one IP for each IP family")]
    [InlineData("servicecidrs.networking.k8s.io", "", """{"spec":{"cidrs":["2001:DB8::/64"]}}""", "must be in canonical form (\"2001:db8::/64\")")]
    [InlineData("replicationcontrollers", "default", """{"spec":{}}""", "spec.selector: Required value")]
    [InlineData("replicationcontrollers", "default", """{"spec":{"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"c"}},"spec":{}}}}""", "spec.template.metadata.labels: Invalid value: {\"a\":\"c\"}: `selector` does not match template `labels`")]
    [InlineData("statefulsets.apps", "default", """{"spec":{"selector":{}}}""", "spec.selector: Invalid value: {}: empty selector is invalid for statefulset")]
    [InlineData("statefulsets.apps", "default", """{"spec":{"podManagementPolicy":"Any"}}""", "spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'")]
    [InlineData("deployments.apps", "default", """{"spec":{"strategy":{"type":"Recreate","rollingUpdate":{"maxSurge":1}}}}""", "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'")]
    [InlineData("deployments.apps", "default", """{"spec":{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":0}}}}""", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [InlineData("deployments.apps", "default", """{"spec":{"progressDeadlineSeconds":1,"minReadySeconds":1}}""", "spec.progressDeadlineSeconds: Invalid value: 1: must be greater than minReadySeconds")]
    [InlineData("daemonsets.apps", "default", """{"spec":{"updateStrategy":{"type":"Other"}}}""", "spec.updateStrategy: Unsupported value: {\"type\":\"Other\"}: supported values: \"RollingUpdate\", \"OnDelete\"")]
    [InlineData("flowschemas.flowcontrol.apiserver.k8s.io", "", """{"spec":{"rules":[{"nonResourceRules":[{"verbs":["post"],"nonResourceURLs":["a"]}]}]}}""", "spec.rules[0].nonResourceRules[0].verbs: Unsupported value: [\"post\"]: supported values: \"create\"")]
    [InlineData("flowschemas.flowcontrol.apiserver.k8s.io", "", """{"spec":{"rules":[{"nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["a","/b*"]}]}]}}""", "spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: \"/b*\": wildcard can only do suffix matching")]
    [InlineData("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "", """{"spec":{"type":"Exempt"}}""", "spec.type: Invalid value: \"Exempt\": must be 'Exempt' if and only if `name` is 'exempt'")]
    [InlineData("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "", """{"spec":{"type":"Limited","limited":{"limitResponse":{"type":"Queue","queuing":{"queues":4,"handSize":5,"queueLengthLimit":1}}}}}""", "spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)")]
    [InlineData("nodes", "", """{"spec":{"taints":[{"key":"a","effect":"NoSchedule"},{"key":"a","effect":"NoSchedule"}]}}""", "metadata.taints[1]: Duplicate value: ")]
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

    [Theory]
    [InlineData("flowschemas.flowcontrol.apiserver.k8s.io", "catch-all", "spec of 'catch-all' must equal the fixed value")]
    [InlineData("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "catch-all", "spec of 'catch-all' must equal the fixed value")]
    public async Task Update_MandatoryFlowControl_IsRefused(string resource, string name, string fault)
    {
        await cluster.UpdateAsync(resource, name, o => o["metadata"]!["labels"] = new JsonObject { ["a"] = "b" });

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(resource, name, o =>
        {
            ((JsonObject)o["spec"]!).Remove("distinguisherMethod");
            if (o["spec"]!["limited"] is JsonObject limited)
            {
                limited["nominalConcurrencyShares"] = 6;
            }
        }));

        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task UpdateStatus_OfFlowSchema_LeavesItsLabels()
    {
        var changed = await cluster.UpdateStatusAsync("flowschemas.flowcontrol.apiserver.k8s.io", "probes", o =>
            o["metadata"]!["labels"] = new JsonObject { ["a"] = "b" });

        ((JsonObject)changed["metadata"]!).ContainsKey("labels").ShouldBeFalse();
    }
}
