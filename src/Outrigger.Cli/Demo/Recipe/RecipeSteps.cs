using Outrigger.Cli.Demo.Manifests;

namespace Outrigger.Cli.Demo.Recipe;

/// <summary>The recipe's commands from step 5 on, and what they are to answer.</summary>
internal static class RecipeSteps
{
    private const string Wait = "not in the recipe: what follows needs it";
    private const string Rules = "not in the recipe: the rules of its step 4";

    public static RecipeStep Deploy { get; } = new(
        "Step 5: Deploy Extension API Server",
        [new("kubectl apply -f custom-api-server.yaml", Expect.Applied(6))]);

    public static RecipeStep Endpoints { get; } = new(
        "Where the Service leads",
        [
            new("kubectl apply -f endpoints.yaml", Expect.Applied(1))
            {
                Note = "in a cluster a controller writes this; here the server is a process on this machine",
            },
        ]);

    public static RecipeStep Register { get; } = new(
        "Step 7: Register APIService",
        [
            new(
                "CA_BUNDLE=$(cat ca.crt | base64 | tr -d '\\n')\n"
                + $"cat <<EOF | kubectl apply -f -\n{ManifestText.Read("apiservice.yaml")}EOF",
                Expect.Applied(1)),
            new("kubectl wait --for=condition=Available apiservice/v1.custom.example.com --timeout=60s", Expect.Output("condition met")) { Note = Wait },
        ]);

    public static RecipeStep Use { get; } = new(
        "Step 8: Use the Custom API",
        [
            new("kubectl apply -f widget.yaml", Expect.Output("widget.custom.example.com/my-widget created")),
            new("kubectl get widgets", Expect.Lines(@"^NAME +REPLICAS +AVAILABLE +PHASE +COLOR +AGE\s*$", @"^my-widget +3 .*red +\d+m?s\s*$")),
            new(
                "kubectl get widget my-widget -o yaml",
                Expect.Lines("^apiVersion: custom.example.com/v1$", "^kind: Widget$", "^  name: my-widget$", "^  color: red$", "^  image: widget-processor:v1.0$", "^  replicas: 3$")),
            new("kubectl scale widget my-widget --replicas=5", Expect.Output("widget.custom.example.com/my-widget scaled")),
            new("kubectl wait widget my-widget --for=jsonpath='{.status.availableReplicas}'=5 --timeout=30s", Expect.Output("condition met")) { Note = Wait },
            new("kubectl get widget my-widget -o jsonpath='{.status}'", Expect.Output("\"availableReplicas\":5", "\"phase\":\"Running\"", "\"lastUpdated\":\"")),
            new(
                "kubectl create -f - -o jsonpath='{.spec.color}' <<EOF\napiVersion: custom.example.com/v1\nkind: Widget\nmetadata:\n  name: plain\nspec:\n  replicas: 1\nEOF",
                Expect.Output("blue")) { Note = Rules },
            new(
                "kubectl create -f - <<EOF\napiVersion: custom.example.com/v1\nkind: Widget\nmetadata:\n  name: many\nspec:\n  replicas: 101\nEOF",
                Expect.Refusal("replicas cannot exceed 100")) { Note = Rules },
        ]);

    public static RecipeStep Verify { get; } = new(
        "Verification",
        [
            new("kubectl get apiservices", Expect.Lines(@"^v1\.custom\.example\.com +custom-system/custom-api-server +True +", @"^v1\.apps +Local +True +")),
            new(
                "kubectl get apiservice v1.custom.example.com -o yaml",
                Expect.Lines("^kind: APIService$", "^  group: custom.example.com$", "^  groupPriorityMinimum: 1000$", "^  versionPriority: 100$", "^    type: Available$")),
            new(
                "kubectl get apiservice v1.custom.example.com -o jsonpath='{.status.conditions}'",
                Expect.Output("\"type\":\"Available\"", "\"status\":\"True\"", "\"reason\":\"Passed\"")),
            new("kubectl get --raw /apis/custom.example.com/v1/widgets", Expect.Output("\"kind\":\"WidgetList\"", "\"name\":\"my-widget\"")),
            new(
                "kubectl get --raw /apis/custom.example.com/v1/namespaces/default/widgets",
                Expect.Output("\"kind\":\"WidgetList\"", "\"name\":\"my-widget\"")),
            new("kubectl api-resources | grep custom.example.com", Expect.Lines(@"^widgets +wd +custom\.example\.com/v1 +true +Widget\s*$")),
            new("kubectl api-versions | grep custom.example.com", Expect.Lines(@"^custom\.example\.com/v1$")),
        ]);

    public static RecipeStep Debug { get; } = new(
        "Debug issues",
        [
            new("kubectl logs -n custom-system -l app=custom-api-server", Expect.Told("no container runtime"))
            {
                Note = "pods are data here: the Deployment's stay Pending, and the Widget server's own log follows at the end",
            },
            new("kubectl logs -n kube-system kube-apiserver-$(hostname) | grep -i aggregat", Expect.Told("(NotFound)")),
            new(
                "kubectl run -it --rm debug --image=curlimages/curl --pod-running-timeout=2s -- \\\n"
                + "  curl -k https://custom-api-server.custom-system.svc:443/apis/custom.example.com/v1",
                Expect.Refusal("timed out waiting for the condition")) { Note = "with a time limit, for no container will start" },
            new("kubectl run debug --image=curlimages/curl", Expect.Output("pod/debug created")) { Note = "what a pod answers that has no container" },
            new("kubectl logs debug", Expect.Refusal("no container runtime")),
            new("kubectl attach debug", Expect.Refusal("no container runtime")),
            new("kubectl delete pod debug", Expect.Output("pod \"debug\" deleted")),
        ]);
}
