using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>Asks the main server whether the extension server's account may do something.</summary>
internal static class AccountRight
{
    public static async Task<bool> MayAsync(
        DoctorContext context, ServiceAccountName account, (string Verb, string Group, string Resource, string Namespace, string Name) what, CancellationToken cancellationToken)
    {
        var review = await context.Client.CreateAsync(
            KubernetesPaths.AccessReviews,
            new JsonObject
            {
                ["apiVersion"] = "authorization.k8s.io/v1",
                ["kind"] = "SubjectAccessReview",
                ["metadata"] = new JsonObject(),
                ["spec"] = new JsonObject
                {
                    ["user"] = account.User,
                    ["groups"] = new JsonArray([.. account.Groups.Select(g => (JsonNode)g)]),
                    ["resourceAttributes"] = new JsonObject
                    {
                        ["verb"] = what.Verb,
                        ["group"] = what.Group,
                        ["resource"] = what.Resource,
                        ["namespace"] = what.Namespace,
                        ["name"] = what.Name,
                    },
                },
            },
            cancellationToken).ConfigureAwait(false);
        return JsonNodes.GetBool(review, "status", "allowed") ?? false;
    }

    /// <summary>For when nobody knows which account the server has.</summary>
    public static CheckResult Unknown { get; } =
        CheckResult.NotTried("no pod and no Deployment says which service account the server has: name it with --service-account=NAMESPACE/NAME");
}
