using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Pods;

/// <summary>A mirror pod tells what runs on a node without this server's doing: it has no account, and nothing that would need one.</summary>
internal static class MirrorPodRules
{
    private const string Annotation = "kubernetes.io/config.mirror";

    private static readonly string[] ContainerLists = ["initContainers", "containers", "ephemeralContainers"];

    // Where the sources of volumes name a secret.
    private static readonly string[] References = ["secretRef", "nodePublishSecretRef"];

    /// <summary>Whether a pod is one, which only the files of its node change.</summary>
    public static bool IsMirror(JsonObject pod) => MetadataView.Of(pod).Annotation(Annotation) is not null;

    /// <summary>Why the pod is refused; null when it is not.</summary>
    public static string? Problem(JsonObject spec) =>
        JsonNodes.GetString(spec, "serviceAccountName") is { Length: > 0 } ? "a mirror pod may not reference service accounts"
        : NamesSecrets(spec) ? "a mirror pod may not reference secrets"
        : Projections(spec).Any(static p => JsonNodes.GetObject(p, "serviceAccountToken") is not null)
            ? "a mirror pod may not use ServiceAccountToken volume projections"
        : null;

    private static bool NamesSecrets(JsonObject spec) =>
        JsonNodes.Objects(spec, "imagePullSecrets").Any()
        || ContainerLists.SelectMany(list => JsonNodes.Objects(spec, list)).Any(ContainerNamesSecrets)
        || JsonNodes.Objects(spec, "volumes").Any(VolumeNamesSecrets)
        || Projections(spec).Any(static p => JsonNodes.GetObject(p, "secret") is not null);

    private static bool ContainerNamesSecrets(JsonObject container) =>
        JsonNodes.Objects(container, "env").Any(static e => JsonNodes.GetObject(e, "valueFrom", "secretKeyRef") is not null)
        || JsonNodes.Objects(container, "envFrom").Any(static e => JsonNodes.GetObject(e, "secretRef") is not null);

    private static bool VolumeNamesSecrets(JsonObject volume) =>
        JsonNodes.GetString(volume, "secret", "secretName") is { Length: > 0 }
        || JsonNodes.GetString(volume, "azureFile", "secretName") is { Length: > 0 }
        || volume.Select(static source => source.Value).OfType<JsonObject>()
            .Any(static source => References.Any(r => JsonNodes.GetObject(source, r) is not null));

    private static IEnumerable<JsonObject> Projections(JsonObject spec) =>
        JsonNodes.Objects(spec, "volumes").SelectMany(static v => JsonNodes.Objects(JsonNodes.GetObject(v, "projected"), "sources"));
}
