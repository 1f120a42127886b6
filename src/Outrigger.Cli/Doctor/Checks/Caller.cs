using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>Who the doctor is at the main server.</summary>
internal static class Caller
{
    public static async Task<string> NameAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        try
        {
            var review = await client.CreateAsync(
                KubernetesPaths.SelfReviews,
                new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview", ["metadata"] = new JsonObject() },
                cancellationToken).ConfigureAwait(false);
            return JsonNodes.GetString(review, "status", "userInfo", "username") ?? "";
        }
        catch (StatusException refused) when (refused.Status.Code is 403 or 404)
        {
            return "system:anonymous";
        }
    }
}
