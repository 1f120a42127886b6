using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Pods;

/// <summary>
/// The secrets that pods of an account may use, where the account's annotation <c>kubernetes.io/enforce-mountable-secrets</c> says so: those in
/// its <c>secrets</c> and <c>imagePullSecrets</c>.
/// </summary>
internal static class MountableSecrets
{
    private const string Annotation = "kubernetes.io/enforce-mountable-secrets";

    public static bool AreEnforced(JsonObject account) =>
        JsonNodes.GetString(account, "metadata", "annotations", Annotation) is "1" or "t" or "T" or "true" or "TRUE" or "True";

    /// <summary>What the pod uses and may not; null when there is nothing.</summary>
    /// <param name="account">Whose secrets count.</param>
    /// <param name="spec">Of the pod.</param>
    /// <param name="ephemeralOnly">Whether only the ephemeral containers are new.</param>
    public static string? Problem(JsonObject account, JsonObject spec, bool ephemeralOnly)
    {
        var suffix = $"is not allowed because service account {JsonNodes.GetString(account, "metadata", "name")} does not reference that";
        var allowed = Names(account, "secrets");
        var problems = ephemeralOnly
            ? OfContainers(spec, "ephemeralContainers", "ephemeral container", allowed)
            : OfVolumes(spec, allowed)
                .Concat(OfContainers(spec, "initContainers", "init container", allowed))
                .Concat(OfContainers(spec, "containers", "container", allowed));
        return problems.FirstOrDefault() is { } secret ? $"{secret} {suffix} secret"
            : !ephemeralOnly && OfPulls(spec, Names(account, "imagePullSecrets")) is { } pull ? $"{pull} {suffix} imagePullSecret"
            : null;
    }

    private static IEnumerable<string> OfVolumes(JsonObject spec, HashSet<string> allowed) =>
        from volume in JsonNodes.Objects(spec, "volumes")
        where JsonNodes.GetObject(volume, "secret") is not null
        let name = JsonNodes.GetString(volume, "secret", "secretName") ?? ""
        where !allowed.Contains(name)
        select $"volume with secret.secretName=\"{name}\"";

    private static IEnumerable<string> OfContainers(JsonObject spec, string list, string word, HashSet<string> allowed)
    {
        foreach (var container in JsonNodes.Objects(spec, list))
        {
            var subject = $"{word} {JsonNodes.GetString(container, "name")} with ";
            foreach (var env in JsonNodes.Objects(container, "env"))
            {
                if (Unknown(JsonNodes.GetObject(env, "valueFrom", "secretKeyRef"), allowed) is { } name)
                {
                    yield return $"{subject}envVar {JsonNodes.GetString(env, "name")} referencing secret.secretName=\"{name}\"";
                }
            }

            foreach (var source in JsonNodes.Objects(container, "envFrom"))
            {
                if (Unknown(JsonNodes.GetObject(source, "secretRef"), allowed) is { } name)
                {
                    yield return $"{subject}envFrom referencing secret.secretName=\"{name}\"";
                }
            }
        }
    }

    private static string? OfPulls(JsonObject spec, HashSet<string> allowed)
    {
        var index = 0;
        foreach (var pull in JsonNodes.Objects(spec, "imagePullSecrets"))
        {
            if (Unknown(pull, allowed) is { } name)
            {
                return $"imagePullSecrets[{index}].name=\"{name}\"";
            }

            index++;
        }

        return null;
    }

    private static string? Unknown(JsonObject? reference, HashSet<string> allowed) =>
        reference is not null && (JsonNodes.GetString(reference, "name") ?? "") is var name && !allowed.Contains(name) ? name : null;

    private static HashSet<string> Names(JsonObject account, string list) =>
        JsonNodes.Objects(account, list).Select(static s => JsonNodes.GetString(s, "name") ?? "").ToHashSet(StringComparer.Ordinal);
}
