using System.Text.Json.Nodes;
using Outrigger.ControlPlane.PodSecurity;

namespace Outrigger.ControlPlane.Tests.PodSecurity;

/// <summary>What a level has against a pod; JSON is written with single quotes.</summary>
internal static class Judged
{
    /// <summary>A pod that keeps to the strictest level, in its newest version.</summary>
    public const string Good = """
        {'spec':{'securityContext':{'runAsNonRoot':true,'seccompProfile':{'type':'RuntimeDefault'}},
         'containers':[{'name':'a','securityContext':{'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']}}}]}}
        """;

    /// <summary>The details; empty when the pod is allowed.</summary>
    public static string By(string policy, JsonObject pod)
    {
        var parts = policy.Split(':');
        LevelVersion.TryParseLevel(parts[0], out var level).ShouldBeTrue();
        LevelVersion.TryParseVersion(parts[1], out var minor).ShouldBeTrue();
        return new SecurityChecks().Evaluate(new LevelVersion(level, minor), new SecurityPod(pod)).Details;
    }

    /// <summary>What a level has against a pod of this spec.</summary>
    public static string Spec(string policy, string spec) => By(policy, new JsonObject { ["spec"] = Read(spec) });

    /// <summary>What a level has against the good pod with other members of the spec, and of its container and their securityContexts.</summary>
    public static string Changed(string policy, string spec = "{}", string context = "{}", string container = "{}", string own = "{}")
    {
        var pod = Read(Good);
        var inner = (JsonObject)pod["spec"]!["containers"]![0]!;
        Merge((JsonObject)pod["spec"]!, spec);
        Merge((JsonObject)pod["spec"]!["securityContext"]!, context);
        Merge(inner, container);
        Merge((JsonObject)inner["securityContext"]!, own);
        return By(policy, pod);
    }

    public static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json.Replace('\'', '"'))!;

    private static void Merge(JsonObject target, string more)
    {
        foreach (var (key, value) in Read(more))
        {
            target.Remove(key);
            if (value is not null)
            {
                target[key] = value.DeepClone();
            }
        }
    }
}
