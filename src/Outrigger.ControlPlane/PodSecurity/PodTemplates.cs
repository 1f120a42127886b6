using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>The kinds that make pods, and where they hold the template of one.</summary>
internal static class PodTemplates
{
    private static readonly FrozenDictionary<GroupResource, string[]> Paths = new Dictionary<GroupResource, string[]>
    {
        [new("", "podtemplates")] = ["template"],
        [new("", "replicationcontrollers")] = ["spec", "template"],
        [new("apps", "daemonsets")] = ["spec", "template"],
        [new("apps", "deployments")] = ["spec", "template"],
        [new("apps", "replicasets")] = ["spec", "template"],
        [new("apps", "statefulsets")] = ["spec", "template"],
        [new("batch", "cronjobs")] = ["spec", "jobTemplate", "spec", "template"],
        [new("batch", "jobs")] = ["spec", "template"],
    }.ToFrozenDictionary();

    /// <summary>Whether objects of a kind may have one.</summary>
    public static bool AreIn(GroupResource resource) => Paths.ContainsKey(resource);

    /// <summary>The template of an object; null when it has none.</summary>
    public static JsonObject? Of(GroupResource resource, JsonObject obj) => JsonNodes.GetObject(obj, Paths[resource]);
}
