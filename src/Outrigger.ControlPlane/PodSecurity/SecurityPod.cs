using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>A pod, or the template of one, as the checks look at it.</summary>
/// <param name="pod">With metadata and spec.</param>
internal sealed class SecurityPod(JsonObject pod)
{
    /// <summary>Where pods and containers say how they run.</summary>
    public const string ContextField = "securityContext";

    /// <summary>What the pod wants.</summary>
    public JsonObject? Spec { get; } = JsonNodes.GetObject(pod, "spec");

    /// <summary>The securityContext of the pod; null for none.</summary>
    public JsonObject? Context => JsonNodes.GetObject(Spec, ContextField);

    /// <summary>All containers: first those that begin, then the usual ones, then ephemeral ones.</summary>
    public IReadOnlyList<SecurityContainer> Containers { get; } =
    [
        .. ((string[])["initContainers", "containers", "ephemeralContainers"])
            .SelectMany(list => JsonNodes.Objects(pod, "spec", list)).Select(c => new SecurityContainer(c)),
    ];

    /// <summary>The volumes.</summary>
    public IEnumerable<JsonObject> Volumes => JsonNodes.Objects(Spec, "volumes");

    /// <summary>The annotations.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; } = JsonNodes.StringMap(JsonNodes.Get(pod, "metadata", "annotations"));

    /// <summary>Whether it is to run on Windows, where much of this does not apply.</summary>
    public bool IsWindows => JsonNodes.GetString(Spec, "os", "name") is "windows";

    /// <summary>Whether its users are none of the node's.</summary>
    public bool HasOwnUsers => JsonNodes.GetBool(Spec, "hostUsers") is false;
}
