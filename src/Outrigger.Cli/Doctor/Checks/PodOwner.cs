using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>Finds the Deployment whose pods the Service selects.</summary>
internal static class PodOwner
{
    /// <summary>Null when there is none, or when the caller may not look.</summary>
    public static async Task<JsonObject?> FindDeploymentAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        try
        {
            var list = await context.Client.ListAsync(KubernetesPaths.Deployments(context.ApiService.Namespace), null, cancellationToken).ConfigureAwait(false);
            var selector = JsonNodes.StringMap(context.Service?["spec"]?["selector"]);
            return JsonNodes.Objects(list, "items").FirstOrDefault(d =>
            {
                var labels = JsonNodes.GetObject(d, "spec", "template", "metadata", "labels");
                return selector.All(s => JsonNodes.GetString(labels, s.Key) == s.Value);
            });
        }
        catch (StatusException refused) when (refused.Status.Code is 403 or 404)
        {
            return null;
        }
    }

    /// <summary>The value of a flag of the server's containers; null when it is not given.</summary>
    public static string? Flag(JsonObject? podSpec, string name)
    {
        var words = JsonNodes.Objects(podSpec, "containers")
            .SelectMany(c => JsonNodes.StringList(c["command"]).Concat(JsonNodes.StringList(c["args"])))
            .ToList();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].StartsWith($"--{name}=", StringComparison.Ordinal))
            {
                return words[i][(name.Length + 3)..];
            }

            if (words[i] == $"--{name}" && i + 1 < words.Count)
            {
                return words[i + 1];
            }
        }

        return null;
    }
}
