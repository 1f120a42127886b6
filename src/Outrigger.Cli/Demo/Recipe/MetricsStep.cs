namespace Outrigger.Cli.Demo.Recipe;

/// <summary>The recipe's third server: metrics of this machine, which is the cluster's node.</summary>
internal static class MetricsStep
{
    public static RecipeStep Register => new(
        "Metrics: another server behind the aggregator",
        [
            new("kubectl apply -f metrics-server.yaml", Expect.Applied(3)) { Note = "not in the recipe beside its diagram: where the metrics server is, and its APIService" },
            new("kubectl wait --for=condition=Available apiservice/v1beta1.metrics.k8s.io --timeout=60s", Expect.Output("condition met")),
        ]);

    /// <summary>To be run when there are figures of both servers.</summary>
    public static RecipeStep Top => new(
        "Metrics: what this machine and its servers use",
        [
            new("kubectl top node", Expect.Lines(@"^NAME +CPU\(cores\) ", @"^[a-z0-9.-]+ +\d+m +\d+% +\d+Mi +\d+%\s*$")),
            new(
                "kubectl top pod -n kube-system --containers",
                Expect.Lines(@"^POD +NAME +CPU\(cores\) +MEMORY\(bytes\)\s*$", @"^outrigger-\d+-[a-z0-9.-]+ +outrigger +\d+m +\d+Mi\s*$", @"^widgetapiserver-\d+-[a-z0-9.-]+ +widgetapiserver +\d+m +\d+Mi\s*$")),
        ]);
}
