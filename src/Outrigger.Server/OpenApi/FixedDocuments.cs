using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.Server.Health;

namespace Outrigger.Server.OpenApi;

/// <summary>The documents of paths that name no group version.</summary>
internal static class FixedDocuments
{
    public static readonly IReadOnlyDictionary<string, OpenApiDocument> All = new Dictionary<string, OpenApiDocument>(StringComparer.Ordinal)
    {
        ["api"] = Make("/api/", "the versions of the core group", "getCoreAPIVersions"),
        ["apis"] = Make("/apis/", "the groups", "getAPIVersions"),
        ["version"] = Make("/version/", "the version of the server", "getCodeVersion"),
    };

    private static OpenApiDocument Make(string path, string what, string operation)
    {
        var get = new JsonObject
        {
            ["description"] = $"Tells {what}.",
            ["operationId"] = operation,
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "OK", ["content"] = new JsonObject { ["application/json"] = new JsonObject() } },
                ["401"] = new JsonObject { ["description"] = "Unauthorized" },
            },
        };
        var json = ObjectWriter.ToUtf8(new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = ServerVersion.GitVersion },
            ["paths"] = new JsonObject { [path] = new JsonObject { ["get"] = get } },
        });
        return new OpenApiDocument(json);
    }
}
