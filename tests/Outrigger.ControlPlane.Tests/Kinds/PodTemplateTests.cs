using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class PodTemplateTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("deployments.apps")]
    [InlineData("replicasets.apps")]
    [InlineData("daemonsets.apps")]
    [InlineData("statefulsets.apps")]
    [InlineData("replicationcontrollers")]
    public async Task Workload_FaultyTemplate_IsRefused(string resource)
    {
        var refused = await RefusedAsync(
            resource,
            """{"labels":{"app":"a","x":"a b"},"annotations":{"a b":""}}""",
            """{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}],"ephemeralContainers":[{"name":"d","image":"i"}]}""");

        var faults = Faults.Of(refused);
        faults.Length.ShouldBe(4, string.Join('\n', faults));
        faults[0].ShouldStartWith("spec.template.labels|FieldValueInvalid|Invalid value: \"a b\": ");
        faults[1].ShouldStartWith("spec.template.annotations|FieldValueInvalid|Invalid value: \"a b\": ");
        faults[2].ShouldBe("spec.template.spec.ephemeralContainers|FieldValueForbidden|Forbidden: ephemeral containers not allowed in pod template");
        faults[3].ShouldBe("spec.template.spec.restartPolicy|FieldValueNotSupported|Unsupported value: \"Never\": supported values: \"Always\"");
    }

    [Fact]
    public async Task Deployment_Faults_ComeInKubernetesOrder()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            "deployments.apps",
            """{"metadata":{"name":"f"},"spec":{"replicas":-1,"minReadySeconds":-1,"selector":{"matchLabels":{"a":"b"}},"template":{"spec":{"containers":[{"name":"c"}]}}}}""",
            "default"));

        Faults.Of(refused).Select(f => f.Split('|')[0]).ShouldBe(
            ["spec.replicas", "spec.template.metadata.labels", "spec.template.spec.containers[0].image", "spec.minReadySeconds"]);
    }

    [Fact]
    public async Task StatefulSet_ServiceName_IsALabelAndHostnameIsItsOwn()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("statefulsets.apps", StatefulSet("a.b"), "default"));
        await cluster.CreateAsync("statefulsets.apps", StatefulSet("ab"), "default");

        Faults.Of(refused).ShouldBe(["spec.serviceName|FieldValueInvalid|Invalid value: \"a.b\": must not contain dots"]);

        static string StatefulSet(string service) => """
            {"metadata":{"name":"named"},"spec":{"serviceName":"SERVICE","selector":{"matchLabels":{"app":"a"}},
            "template":{"metadata":{"labels":{"app":"a"}},"spec":{"hostname":"A.B","containers":[
            {"name":"c","image":"i","volumeMounts":[{"name":"data","mountPath":"/data"}]}]}},
            "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]}}
            """.Replace("SERVICE", service, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CronJob_FaultyTemplate_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            "cronjobs.batch",
            """
            {"metadata":{"name":"f"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"metadata":{"labels":{"a b":""}},
            "spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}
            """,
            "default"));

        Faults.Of(refused).ShouldHaveSingleItem().ShouldStartWith("spec.jobTemplate.spec.template.labels|FieldValueInvalid|");
    }

    private Task<StatusException> RefusedAsync(string resource, string metadata, string pod)
    {
        var labels = """{"app":"a"}""";
        var selector = resource is "replicationcontrollers" ? labels : $$$"""{"matchLabels":{{{labels}}}}""";
        return Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            resource, $$$$"""{"metadata":{"name":"f","labels":{"app":"a"}},"spec":{"selector":{{{{selector}}}},"template":{"metadata":{{{{metadata}}}},"spec":{{{{pod}}}} }}}""", "default"));
    }
}
