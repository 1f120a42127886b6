using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>What is likely not meant in a container: variables that hide others, fractions of bytes, annotations without effect.</summary>
internal static class ContainerWarnings
{
    private const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private const string LocalProfile = "localhost/";

    /// <param name="container">The container.</param>
    /// <param name="annotations">Those of its pod or template.</param>
    /// <param name="podProfile">The AppArmor profile of the whole pod.</param>
    /// <param name="isTemplate">Whether it is in a template; a pod's own AppArmor annotations are taken over into its fields.</param>
    public static IEnumerable<string> Of(Located container, Located annotations, JsonNode? podProfile, bool isTemplate)
    {
        var name = container.Text("name");
        var security = container["securityContext"];
        if (!security["seccompProfile"].IsSet && annotations.Has(SeccompPrefix + name))
        {
            yield return PodWarnings.SeccompText(annotations, SeccompPrefix + name);
        }

        if (isTemplate && !security["appArmorProfile"].IsSet && annotations.Has(AppArmorPrefix + name)
            && (podProfile is null || !JsonNodes.DeepEqual(podProfile, ProfileOf(annotations.Text(AppArmorPrefix + name)))))
        {
            yield return $"{annotations.Path}[{AppArmorPrefix}{name}]: deprecated since v1.30; use the \"appArmorProfile\" field instead";
        }

        foreach (var warning in AmountWarnings.OfResources(container["resources"]).Concat(OfVariables(container["env"])))
        {
            yield return warning;
        }
    }

    // A second value is fine when it is made of the first: PATH=$(PATH):/more
    private static IEnumerable<string> OfVariables(Located variables)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in variables.Items())
        {
            var name = variable.Text("name");
            var before = $"$({name})";
            var value = variable.Text("value");
            if (!known.Add(name) && (variable["valueFrom"].IsSet || value == before || !value.Contains(before, StringComparison.Ordinal)))
            {
                yield return $"{variable.Path}: hides previous definition of {GoText.Quote(name)}, which may be dropped when using apply";
            }
        }
    }

    private static JsonObject? ProfileOf(string annotation) => annotation switch
    {
        "unconfined" => new JsonObject { ["type"] = "Unconfined" },
        "runtime/default" => new JsonObject { ["type"] = "RuntimeDefault" },
        _ when annotation.StartsWith(LocalProfile, StringComparison.Ordinal) && annotation.Length > LocalProfile.Length =>
            new JsonObject { ["type"] = "Localhost", ["localhostProfile"] = annotation[LocalProfile.Length..] },
        _ => null,
    };
}
