namespace Outrigger.Cli.Demo.Recipe;

/// <summary>An autoscaler that scales a Widget by the CPU of its server: without load, with it, and after it.</summary>
internal static class AutoscaleSteps
{
    public static RecipeStep Begin { get; } = new(
        "Autoscaling: a Widget that grows with the load of its server",
        [
            new("kubectl apply -f busy.yaml", Expect.Applied(2)) { Note = "a Widget, and an autoscaler: 60m of CPU a replica, 1 to 3 replicas" },
            new("kubectl wait hpa busy -n kube-system --for=condition=ScalingActive --timeout=60s", Expect.Output("condition met")),
            new(
                "kubectl wait widget busy -n kube-system --for=jsonpath='{.spec.replicas}'=1 --timeout=60s",
                Expect.Output("condition met")) { Note = "it may have seen the server start" },
        ]);

    public static RecipeStep Grow { get; } = new(
        "Load: lists of Widgets, one after the other",
        [
            new("kubectl wait widget busy -n kube-system --for=jsonpath='{.spec.replicas}'=3 --timeout=90s", Expect.Output("condition met")),
        ]);

    public static IReadOnlyList<RecipeCommand> Grown { get; } =
    [
        new("kubectl get hpa busy -n kube-system", Expect.Lines(@"^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\s*$", @"^busy +Widget/busy .*/60m +1 +3 ")),
        new("kubectl describe hpa busy -n kube-system", Expect.Lines("SuccessfulRescale +.*New size: 3; reason: cpu resource above target")),
        new("kubectl get widget busy -n kube-system", Expect.Lines(@"^busy +3 ")),
    ];

    public static RecipeStep Shrink { get; } = new(
        "No load: the Widget shrinks when what was recommended is older than 5 s",
        [
            new("kubectl wait widget busy -n kube-system --for=jsonpath='{.spec.replicas}'=1 --timeout=90s", Expect.Output("condition met")),
        ]);

    public static IReadOnlyList<RecipeCommand> Shrunk { get; } =
    [
        new("kubectl describe hpa busy -n kube-system", Expect.Lines("SuccessfulRescale +.*New size: 1; reason: All metrics below target")),
        new("kubectl get widget busy -n kube-system", Expect.Lines(@"^busy +1 ")),
    ];
}
