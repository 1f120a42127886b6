using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>An admission webhook behind TLS. It allows everything unless told otherwise, and remembers what it was asked.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    public const string Validating = "validatingwebhookconfigurations.admissionregistration.k8s.io";
    public const string Mutating = "mutatingwebhookconfigurations.admissionregistration.k8s.io";
    public const string ConfigMaps = """{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}""";

    private readonly List<JsonObject> asked = [];
    private TlsServer server = null!;

    /// <summary>Changes the response to a request at a path.</summary>
    public Action<string, JsonObject, JsonObject> Answer { get; set; } = (_, _, _) => { };

    /// <summary>Answers without a review; false for an ordinary answer.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary>The apiVersion of the answers; null for that of the question.</summary>
    public string? Version { get; set; }

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<JsonObject> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    /// <summary>The apiVersion of the last question.</summary>
    public string? LastVersion { get; private set; }

    public string Client => $$"""{"url":"{{server.Url}}hook","caBundle":"{{server.CaBundle}}"}""";

    public int Port => server.Url.Port;

    public string CaBundle => server.CaBundle;

    public static async Task<HookServer> StartAsync()
    {
        var made = new HookServer();
        made.server = await TlsServer.StartAsync(made.AnswerAsync);
        return made;
    }

    public static JsonObject Patch(string json) => new()
    {
        ["patchType"] = "JSONPatch",
        ["patch"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)),
    };

    public static void Merge(JsonObject into, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            into[name] = value?.DeepClone();
        }
    }

    /// <summary>Registers one webhook; <paramref name="more"/> are further members of it.</summary>
    public Task RegisterAsync(TestCluster cluster, string kind, string rule = ConfigMaps, string more = "", string name = "hook", string? client = null) =>
        cluster.CreateAsync(kind, $$"""
            {"metadata":{"name":"{{name}}"},"webhooks":[{"name":"{{name}}.example.com","sideEffects":"None","admissionReviewVersions":["v1"],
             "clientConfig":{{client ?? Client}},"rules":[{{rule}}]{{more}} }] }
            """);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        var request = (JsonObject)review["request"]!;
        lock (asked)
        {
            asked.Add(request);
            LastVersion = (string?)review["apiVersion"];
        }

        if (await Instead(http))
        {
            return;
        }

        var response = new JsonObject { ["uid"] = (string)request["uid"]!, ["allowed"] = true };
        Answer(http.Request.Path.Value!, request, response);
        var answer = new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = Version ?? (string)review["apiVersion"]!, ["response"] = response };
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }
}
