using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Client.Rest;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

/// <summary>What the autoscaler reaches through its client: the scale of deployment web, and the metrics APIs.</summary>
internal sealed class FakeMetricsApi : HttpMessageHandler
{
    private const string ScalePath = "/apis/apps/v1/namespaces/default/deployments/web/scale";
    private readonly ConcurrentDictionary<string, JsonObject> answers = new(StringComparer.Ordinal);

    /// <summary>What the scale asks for.</summary>
    public int Replicas { get; set; } = 2;

    /// <summary>The pods of the target.</summary>
    public string Selector { get; set; } = "app=web";

    /// <summary>How many of the next writes of the scale are conflicts.</summary>
    public int Conflicts { get; set; }

    /// <summary>Refuses writes of the scale.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>The path and query of each request.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public KubernetesClient Client() => new(this, new Uri("https://localhost"), TimeProvider.System);

    /// <summary>Answers a path with JSON from now on.</summary>
    public void Answer(string path, string json) => answers[path] = (JsonObject)JsonNode.Parse(json)!;

    /// <summary>Takes an answer away.</summary>
    public void Forget(string path) => answers.TryRemove(path, out _);

    /// <summary>Pod metrics: name, CPU, and when.</summary>
    public void Pods(DateTimeOffset at, params (string Name, string Cpu)[] pods) => Answer(
        "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods",
        $$"""
        {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[{{string.Join(',', pods.Select(p =>
            $$"""{"metadata":{"name":"{{p.Name}}","namespace":"default"},"timestamp":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","window":"15s","containers":[{"name":"main","usage":{"cpu":"{{p.Cpu}}","memory":"20Mi"} }]}"""))}}]}
        """);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request.RequestUri!.PathAndQuery);
        var path = request.RequestUri.AbsolutePath;
        if (path == ScalePath)
        {
            return request.Method == HttpMethod.Put
                ? Put((JsonObject)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!)
                : Answer(HttpStatusCode.OK, Scale());
        }

        return answers.TryGetValue(path, out var answer)
            ? Answer(HttpStatusCode.OK, answer)
            : Answer(HttpStatusCode.NotFound, Status(404, "NotFound", "the server could not find the requested resource"));
    }

    private HttpResponseMessage Put(JsonObject scale)
    {
        if (IsReadOnly)
        {
            return Answer(HttpStatusCode.Forbidden, Status(403, "Forbidden", "nobody may scale this"));
        }

        if (Conflicts > 0)
        {
            Conflicts--;
            return Answer(HttpStatusCode.Conflict, Status(409, "Conflict", "the object has been modified"));
        }

        Replicas = scale["spec"]!["replicas"]!.GetValue<int>();
        return Answer(HttpStatusCode.OK, Scale());
    }

    private JsonObject Scale() => new()
    {
        ["kind"] = "Scale",
        ["apiVersion"] = "autoscaling/v1",
        ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["replicas"] = Replicas },
        ["status"] = new JsonObject { ["replicas"] = Replicas, ["selector"] = Selector },
    };

    private static JsonObject Status(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = "Failure",
        ["reason"] = reason,
        ["message"] = message,
        ["code"] = code,
    };

    private static HttpResponseMessage Answer(HttpStatusCode code, JsonObject body) =>
        new(code) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
