using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl set, expose, run and autoscale; and what needs a container runtime, which says that there is none.</summary>
public sealed class WorkloadTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl]
    public async Task Set_Fields_ChangesThem(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync($"set image KIND/{Name} main=processor:v2")).ShouldSay("image updated");
        (await row.RunAsync($"set env KIND/{Name} A=B")).ShouldSay("env updated");
        (await row.RunAsync($"set env KIND/{Name} --list")).ShouldSay("A=B");
        (await row.RunAsync($"set resources KIND/{Name} --limits=cpu=200m,memory=64Mi")).ShouldSay("resource requirements updated");
        (await row.RunAsync($"set serviceaccount KIND/{Name} robot")).ShouldSay("serviceaccount updated");
        (await row.RunAsync(
            $"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath} {{.spec.template.spec.containers[0].resources.limits.cpu}} {{.spec.template.spec.serviceAccountName}}'"))
            .ShouldSucceed().ShouldBe("processor:v2 200m robot");
        (await row.RunAsync($"set image KIND/{Name} absent=i")).ShouldRefuse("unable to find container named");
    }

    [Theory, EachKubectl]
    public async Task Autoscale_MakesAnAutoscalerThatScales(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync($"scale KIND {Name} --replicas=1")).ShouldSay("scaled");
        (await row.RunAsync($"autoscale KIND {Name} --min=2 --max=5 --cpu-percent=50")).ShouldSay($"horizontalpodautoscaler.autoscaling/{Name} autoscaled");
        (await row.RunAsync($"wait KIND {Name} --for=jsonpath='{{.spec.replicas}}'=2 --timeout=50s")).ShouldSay("condition met");
        (await row.RunAsync($"wait hpa {Name} --for=condition=AbleToScale --timeout=50s")).ShouldSay("condition met");
        (await row.RunAsync("get hpa")).ShouldSay("REFERENCE", $"Deployment/{Name}", "MINPODS");
        (await row.RunAsync($"describe hpa {Name}")).ShouldSay(
            "Min replicas:", "2", "Max replicas:", "SucceededRescale", "New size: 2; reason: Current number of replicas below Spec.MinReplicas");
        (await row.RunAsync($"get horizontalpodautoscalers.v1.autoscaling {Name} -o 'jsonpath={{.spec.targetCPUUtilizationPercentage}}'"))
            .ShouldSucceed().ShouldBe("50");
    }

    [Theory, EachKubectl]
    public async Task Expose_AndSelect_MakeServices(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync($"expose KIND {Name} --port=80 --target-port=8080")).ShouldSay($"service/{Name} exposed");
        (await row.RunAsync("run one --image=i --port=80 --expose --labels=app=one")).ShouldSay("service/one created", "pod/one created");
        (await row.RunAsync("set selector service one app=other")).ShouldSay("selector updated");
        (await row.RunAsync("get service one -o 'jsonpath={.spec.selector.app} {.spec.ports[0].port} {.spec.type}'")).ShouldSucceed()
            .ShouldBe("other 80 ClusterIP");
        (await row.RunAsync("get services -o wide")).ShouldSay("SELECTOR", "app=other");
        (await row.RunAsync("run tried --image=i --dry-run=server -o name")).ShouldSay("pod/tried");
        (await row.RunAsync("get pod tried")).ShouldRefuse("(NotFound)");
    }

    [Theory, EachKubectl]
    public async Task Runtime_Commands_SayWhatIsMissing(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        (await row.RunAsync("run one --image=i")).ShouldSucceed();
        (await row.RunAsync("logs one")).ShouldRefuse("no container runtime");
        (await row.RunAsync("exec one -- ls")).ShouldRefuse("no container runtime");
        (await row.RunAsync("attach one")).ShouldRefuse("no container runtime");
        (await row.RunAsync("port-forward one 0:80")).ShouldRefuse("pod is not running");
        (await row.RunAsync("top pod")).ShouldRefuse("Metrics API not available");
        (await row.RunAsync("top node")).ShouldRefuse("Metrics API not available");
    }

    [Theory, EachKubectl]
    public async Task Delete_Forms_TakeWhatTheyName(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync("run one --image=i --labels=app=x")).ShouldSucceed();
        (await row.RunAsync("run two --image=i --labels=app=x")).ShouldSucceed();
        (await row.RunAsync("delete pod one --dry-run=server")).ShouldSay("(server dry run)");
        (await row.RunAsync("delete pod one --force --grace-period=0")).ShouldSay("force deleted");
        (await row.RunAsync("delete pod two --now")).ShouldSay("\"two\" deleted");
        (await row.RunAsync("run three --image=i --labels=app=x")).ShouldSucceed();
        (await row.RunAsync("delete pods --field-selector=metadata.name=three")).ShouldSay("\"three\" deleted");
        (await row.RunAsync("create configmap one --from-literal=a=b")).ShouldSucceed();
        (await row.RunAsync("create configmap two --from-literal=a=b")).ShouldSucceed();
        (await row.RunAsync("delete configmap --all")).ShouldSay("\"one\" deleted", "\"two\" deleted");
        (await row.RunAsync("delete all --all")).ShouldSay($"\"{Name}\" deleted");
        (await row.RunAsync("delete configmap absent --ignore-not-found")).ShouldSucceed();
        await Eventually.TrueAsync(
            async () => (await row.RunAsync("get all,configmaps -o name")).ShouldSucceed().Trim() == "configmap/kube-root-ca.crt", "only what is put back is left");
    }
}
