using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Tests.Delegation;

/// <summary>A main server that answers by path and counts what it is asked.</summary>
internal sealed class FakeMainServer : HttpMessageHandler
{
    private readonly Dictionary<string, Func<JsonObject?, (int Code, JsonObject Body)>> answers = new(StringComparer.Ordinal);

    public List<(string Path, JsonObject? Body)> Asked { get; } = [];

    public KubernetesClient Client(TimeProvider time) => new(this, new Uri("https://main"), time);

    public FakeMainServer Answer(string path, Func<JsonObject?, JsonObject> body)
    {
        // a review comes back as what it was sent as
        answers[path] = asked =>
        {
            var answer = body(asked);
            foreach (var field in (string[])["kind", "apiVersion"])
            {
                answer[field] ??= asked?[field]?.DeepClone();
            }

            return (201, answer);
        };
        return this;
    }

    public FakeMainServer Refuse(string path, int code = 403)
    {
        answers[path] = _ => (code, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["code"] = code, ["reason"] = "Forbidden", ["message"] = "no" });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
        Asked.Add((path, body));
        var (code, answer) = answers[path](body);
        return new HttpResponseMessage((HttpStatusCode)code)
        {
            Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json"),
            RequestMessage = request,
        };
    }
}
