using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.TestKit.Tls;

namespace Outrigger.TestKit.Reviews;

/// <summary>A webhook of a test: answers TokenReviews or SubjectAccessReviews behind TLS, and remembers what it was asked.</summary>
public sealed class ReviewServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonObject> asked = new();
    private TlsServer? server;

    private ReviewServer(Func<JsonObject, JsonObject> answer) => Answer = answer;

    /// <summary>Makes the status of a spec.</summary>
    public Func<JsonObject, JsonObject> Answer { get; set; }

    /// <summary>Answers a request whole, instead of <see cref="Answer"/>.</summary>
    public RequestDelegate? Misbehave { get; set; }

    /// <summary>The reviews, in order.</summary>
    public IReadOnlyList<JsonObject> Asked => [.. asked];

    /// <summary>The paths that were asked for, with their queries.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    public Uri Url => new(server!.Url, "/review");

    public string Pem => server!.Pem;

    public static async Task<ReviewServer> StartAsync(Func<JsonObject, JsonObject> answer)
    {
        var hook = new ReviewServer(answer);
        hook.server = await TlsServer.StartAsync(hook.AnswerAsync);
        return hook;
    }

    /// <summary>How to reach it, as a kubeconfig.</summary>
    public string Kubeconfig() => $"""
        apiVersion: v1
        kind: Config
        current-context: hook
        clusters:
        - name: hook
          cluster:
            server: {Url}
            certificate-authority-data: {server!.CaBundle}
        users:
        - name: us
          user: {"{}"}
        contexts:
        - name: hook
          context: {"{"}cluster: hook, user: us{"}"}

        """;

    public async ValueTask DisposeAsync() => await server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Targets.Enqueue($"{http.Request.Path}{http.Request.QueryString}");
        if (Misbehave is { } misbehave)
        {
            await misbehave(http);
            return;
        }

        var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body, cancellationToken: CancellationToken.None))!;
        asked.Enqueue(review);
        var answer = new JsonObject
        {
            ["apiVersion"] = review["apiVersion"]!.DeepClone(),
            ["kind"] = review["kind"]!.DeepClone(),
            ["status"] = Answer((JsonObject)review["spec"]!),
        };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), CancellationToken.None);
    }
}
