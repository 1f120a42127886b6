using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.Fuzz.Tests.Hosting;
using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests;

/// <summary>What every answer must be, whatever was asked.</summary>
internal static class AnswerRules
{
    // A client's mistake that Kubernetes itself answers with 500, in words of its own and without a reason.
    private static readonly string[] KnownFailures =
    [
        "map: ", "expected a ", "unknown patch type: ", "unable to find api field in struct ", "list element types are not identical", "cannot merge lists without merge key",
        "merging lists cannot yet be specified in the patch", "failed to create typed patch object (", "failed to create typed live object (", "resourceVersion: Invalid value: ", "resourceVersion should not be set on objects to be created",
        "The order in patch list", "error decoding YAML", "target.name: ", "target.kind: ", "[target.",
    ];

    /// <summary>What is wrong with the answer; null when nothing is.</summary>
    public static string? Broken(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Code is < 200 or > 599)
        {
            return $"status code {answer.Code}";
        }

        // A watch that was cut or saw nothing; answers without a body, among them the refusals of OpenAPI.
        if (!answer.Complete || (answer.Code is 200 && answer.Body.Length == 0 && request.Target.Contains("watch=", StringComparison.Ordinal)) || answer.Code is 204 or >= 300 and < 400 || (answer.Code is 404 or 406 && answer.Body.Length == 0 && request.Target.Contains("openapi", StringComparison.Ordinal)))
        {
            return null;
        }

        if (request.Method == "HEAD" && answer.Body.Length == 0)
        {
            return answer.Code < 500 ? null : "a failure";
        }

        if (answer.ContentType.StartsWith("application/json", StringComparison.Ordinal) && !answer.ContentType.Contains("stream=", StringComparison.Ordinal))
        {
            return Json(answer);
        }

        return answer.Code < 400 || IsRefusal(answer) ? null : "a refusal that is no Status";
    }

    private static string? Json(FuzzAnswer answer)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(Unzipped(answer.Body), documentOptions: new JsonDocumentOptions { MaxDepth = 1000 }) as JsonObject ?? [];
        }
        catch (JsonException e)
        {
            // A watch whose client asked for plain JSON is a stream of documents.
            return answer.Code == 200 && answer.Text.StartsWith("{\"type\":", StringComparison.Ordinal) ? null : $"no JSON: {e.Message}";
        }

        if (answer.Code < 400)
        {
            return null;
        }

        if ((string?)root["kind"] != "Status" || (int?)root["code"] != answer.Code || (string?)root["status"] != "Failure")
        {
            return "a refusal that is no Status";
        }

        return answer.Code is 500 && !IsKnown(root) ? "a failure of the server" : null;
    }

    private static byte[] Unzipped(byte[] body)
    {
        if (!body.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return body;
        }

        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static bool IsKnown(JsonObject status)
    {
        var message = (string?)status["message"] ?? "";
        return status["reason"] is null && (message.Length == 0 || KnownFailures.Any(k => message.StartsWith(k, StringComparison.Ordinal)));
    }

    // In an encoding that is not read here.
    private static bool IsKnown(string text) =>
        !text.Contains("InternalError", StringComparison.Ordinal) && KnownFailures.Any(k => text.Contains(k, StringComparison.Ordinal));

    // YAML, protobuf, the plain text of unknown paths, health checks; none of a failure.
    private static bool IsRefusal(FuzzAnswer answer) => (answer.Code != 500 || IsKnown(answer.Text)) && answer.ContentType.Split(';')[0] switch
    {
        "application/yaml" => answer.Text.Contains("kind: Status", StringComparison.Ordinal),
        "application/vnd.kubernetes.protobuf" => answer.Body.AsSpan().StartsWith("k8s\0"u8) && answer.Body.AsSpan().IndexOf("Status"u8) >= 0,
        "text/plain" => answer.Code is 404 or 405 or 406 or 415 && Encoding.UTF8.GetString(answer.Body).Length > 0,
        _ => false,
    };
}
