using Outrigger.Fuzz.Tests.Hosting;

namespace Outrigger.Fuzz.Tests.Requests;

/// <summary>Requests with protobuf bodies, made of objects as the server itself encodes them.</summary>
internal static class ProtobufSamples
{
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    private static readonly string[] Objects =
    [
        "/api/v1/namespaces/default/configmaps/one", "/api/v1/namespaces/default/pods/one", "/api/v1/namespaces/default/services/one", "/api/v1/namespaces/default/secrets/one", "/api/v1/nodes/one",
        "/apis/apps/v1/namespaces/default/deployments/one", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/one", "/apis/coordination.k8s.io/v1/namespaces/default/leases/one",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.fuzz.example.com",
    ];

    public static async Task<IReadOnlyList<FuzzRequest>> ReadAsync(FuzzServer server)
    {
        var samples = new List<FuzzRequest>();
        foreach (var path in Objects)
        {
            var answer = await server.SendAsync(Corpus.Request("GET", path, [], "", FuzzServer.AdminToken).With("Accept", Protobuf));
            answer.Code.ShouldBe(200, path);
            samples.Add(Corpus.Request("PUT", path, answer.Body, Protobuf, FuzzServer.AdminToken));
        }

        // As a dry run answers, an object is not stored yet: it can be created.
        foreach (var create in Corpus.All.Where(r => r.Method == "POST" && !r.Target.Contains('?', StringComparison.Ordinal)))
        {
            var answer = await server.SendAsync((create with { Target = $"{create.Target}?dryRun=All" }).With("Accept", Protobuf));
            if (answer.Code == 201 && answer.ContentType.StartsWith(Protobuf, StringComparison.Ordinal))
            {
                samples.Add(Corpus.Request("POST", create.Target, answer.Body, Protobuf, FuzzServer.AdminToken).With("Accept", Protobuf));
            }
        }

        return samples;
    }
}
