using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.CustomResources;

/// <summary>A conversion webhook of gadgets: v1 calls spec.color what is spec.paint in v2.</summary>
internal sealed class ConversionServer : IAsyncDisposable
{
    private TlsServer server = null!;

    /// <summary>Changes each answer before it is sent.</summary>
    public Action<JsonObject> Spoil { get; set; } = _ => { };

    /// <summary>How many objects each call asked for.</summary>
    public List<int> Calls { get; } = [];

    public bool IsDown { get; set; }

    /// <summary>The CRD: v1 is stored, v2 is served too.</summary>
    public string Crd => $$$"""
        {"metadata":{"name":"gadgets.example.com"},"spec":{"group":"example.com","scope":"Cluster","names":{"plural":"gadgets","kind":"Gadget"},
         "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v2","v1","v1beta1"],
          "clientConfig":{"url":"{{{server.Url}}}convert","caBundle":"{{{server.CaBundle}}}"} } },
         "versions":[
          {{{CustomCluster.Version("v1", """{"color":{"type":"string"},"size":{"type":"integer","default":7}}""")}}},
          {{{CustomCluster.Version("v2", """{"paint":{"type":"string","maxLength":5},"size":{"type":"integer","default":9}}""", storage: false)}}}
         ]} }
        """;

    public static async Task<ConversionServer> StartAsync()
    {
        var made = new ConversionServer();
        made.server = await TlsServer.StartAsync(made.AnswerAsync);
        return made;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsDown)
        {
            http.Response.StatusCode = 503;
            return;
        }

        var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        var request = review["request"]!;
        var version = (string)request["desiredAPIVersion"]!;
        var objects = request["objects"]!.AsArray().Select(o => Convert((JsonObject)o!.DeepClone(), version)).ToArray();
        lock (Calls)
        {
            Calls.Add(objects.Length);
        }

        var answer = new JsonObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = (string)review["apiVersion"]!,
            ["response"] = new JsonObject
            {
                ["uid"] = (string)request["uid"]!,
                ["result"] = new JsonObject { ["status"] = "Success" },
                ["convertedObjects"] = new JsonArray(objects),
            },
        };
        Spoil(answer);
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }

    private static JsonNode Convert(JsonObject obj, string version)
    {
        obj["apiVersion"] = version;
        if (obj["spec"] is JsonObject spec)
        {
            var (from, to) = version.EndsWith("v2", StringComparison.Ordinal) ? ("color", "paint") : ("paint", "color");
            if (spec.Remove(from, out var value))
            {
                spec[to] = value?.DeepClone();
            }
        }

        return obj;
    }
}
