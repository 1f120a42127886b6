using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Client.Rest;

/// <summary>The subresources that have a meaning of their own.</summary>
public static class KubernetesClientSubresources
{
    /// <summary>Replaces the status of an object: <paramref name="body"/> is the whole object.</summary>
    public static Task<JsonObject> ReplaceStatusAsync(
        this KubernetesClient client, ResourcePath path, JsonObject body, CancellationToken cancellationToken) =>
        client.ReplaceAsync(path.Sub("status"), body, cancellationToken);

    /// <summary>Reads the scale of an object (autoscaling/v1 Scale).</summary>
    public static Task<JsonObject> GetScaleAsync(this KubernetesClient client, ResourcePath path, CancellationToken cancellationToken) =>
        client.GetAsync(path.Sub("scale"), cancellationToken);

    /// <summary>Sets the wished number of replicas.</summary>
    public static Task<JsonObject> ScaleAsync(
        this KubernetesClient client, ResourcePath path, int replicas, CancellationToken cancellationToken) =>
        client.PatchAsync(
            path.Sub("scale"),
            PatchType.Merge,
            new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } },
            cancellationToken);

    /// <summary>Asks for a token of a service account.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="ns">The account's namespace.</param>
    /// <param name="serviceAccount">The account.</param>
    /// <param name="audiences">For whom the token is; empty for the API server itself.</param>
    /// <param name="lifetime">At least 10 minutes; the server may give less than is asked for.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<IssuedToken> CreateTokenAsync(
        this KubernetesClient client,
        string ns,
        string serviceAccount,
        IReadOnlyList<string> audiences,
        TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        var path = new ResourcePath(new GroupVersionResource("", "v1", "serviceaccounts"), ns, serviceAccount, "token");
        var request = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]),
                ["expirationSeconds"] = (long)lifetime.TotalSeconds,
            },
        };
        var answer = await client.CreateAsync(path, request, cancellationToken).ConfigureAwait(false);
        var token = JsonNodes.GetString(answer, "status", "token")
            ?? throw new HttpRequestException($"POST {path}: the answer has no status.token");
        var expires = JsonNodes.GetString(answer, "status", "expirationTimestamp");
        return new IssuedToken(token, DateTimeOffset.Parse(expires ?? "", CultureInfo.InvariantCulture));
    }
}
