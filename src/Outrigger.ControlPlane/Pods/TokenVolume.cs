using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Objects;

namespace Outrigger.ControlPlane.Pods;

/// <summary>The volume with the token of a pod's service account, the roots of this server, and the pod's namespace.</summary>
internal static class TokenVolume
{
    private const string Prefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string Automount = "automountServiceAccountToken";

    // An hour and seven seconds: by them Kubernetes' audit tells tokens that are mounted by default.
    private const long TokenSeconds = 3607;
    private const long FileMode = 420;

    /// <summary>The pod's word, then the account's, else yes.</summary>
    public static bool IsWanted(JsonObject account, JsonObject spec) =>
        JsonNodes.GetBool(spec, Automount) ?? JsonNodes.GetBool(account, Automount) ?? true;

    /// <summary>Mounts it in each container that has nothing at its path.</summary>
    public static void Mount(JsonObject spec)
    {
        var known = JsonNodes.Objects(spec, "volumes").Select(static v => JsonNodes.GetString(v, "name"))
            .FirstOrDefault(static n => n?.StartsWith(Prefix, StringComparison.Ordinal) is true);
        var name = known ?? NameGenerator.Generate(Prefix);
        var isUsed = false;
        foreach (var container in JsonNodes.Objects(spec, "initContainers").Concat(JsonNodes.Objects(spec, "containers")))
        {
            if (!JsonNodes.Objects(container, "volumeMounts").Any(static m => JsonNodes.GetString(m, "mountPath") is MountPath))
            {
                JsonNodes.EnsureArray(container, "volumeMounts").Add((JsonNode)new JsonObject
                {
                    ["name"] = name, ["readOnly"] = true, ["mountPath"] = MountPath,
                });
                isUsed = true;
            }
        }

        if (known is null && isUsed)
        {
            JsonNodes.EnsureArray(spec, "volumes").Add((JsonNode)Volume(name));
        }
    }

    private static JsonObject Volume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" } },
                new JsonObject { ["configMap"] = new JsonObject { ["name"] = "kube-root-ca.crt", ["items"] = new JsonArray(Root()) } },
                new JsonObject { ["downwardAPI"] = new JsonObject { ["items"] = new JsonArray(Namespace()) } }),
            ["defaultMode"] = FileMode,
        },
    };

    private static JsonObject Root() => new() { ["key"] = "ca.crt", ["path"] = "ca.crt" };

    private static JsonObject Namespace() => new()
    {
        ["path"] = "namespace",
        ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
    };
}
