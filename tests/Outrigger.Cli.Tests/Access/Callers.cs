using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Tests.Access;

/// <summary>What a server says to its callers.</summary>
internal static class Callers
{
    /// <summary>Name and groups of a caller, as the server sees them; the code of the refusal when it does not let them in.</summary>
    public static async Task<string> WhoAsync(this KubernetesClient client)
    {
        try
        {
            var review = await client.SendAsync(
                HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview" }, CancellationToken.None);
            var user = review["status"]!["userInfo"]!;
            return $"{user["username"]} [{string.Join(' ', (user["groups"] as JsonArray ?? []).Select(g => (string?)g))}]";
        }
        catch (StatusException e)
        {
            return $"{e.Status.Code}";
        }
    }

    /// <summary>The code of a GET.</summary>
    public static async Task<int> CodeAsync(this KubernetesClient client, string path)
    {
        try
        {
            await client.GetTextAsync(path, CancellationToken.None);
            return 200;
        }
        catch (StatusException e)
        {
            return e.Status.Code;
        }
    }
}
