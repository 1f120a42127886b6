using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>The conditions that tell how far the deletion of a namespace is (kubernetes namespace status_condition_utils.go).</summary>
internal static class NamespaceConditions
{
    /// <summary>Writes them into a namespace; a time changes with its status alone.</summary>
    public static void Write(JsonObject ns, RemainingContent remaining, DateTimeOffset now)
    {
        var status = JsonNodes.Ensure(ns, "status");
        var conditions = JsonNodes.EnsureArray(status, "conditions");
        foreach (var (type, bad, reason, message) in Describe(remaining))
        {
            Set(conditions, type, bad ? "True" : "False", reason, message, KubernetesTime.Format(now));
        }
    }

    private static IEnumerable<(string Type, bool Bad, string Reason, string Message)> Describe(RemainingContent remaining)
    {
        yield return remaining.UnreachableGroups.Count > 0
            ? ("NamespaceDeletionDiscoveryFailure", true, "DiscoveryFailed",
                $"Discovery failed for some groups, {remaining.UnreachableGroups.Count} failing: "
                + "unable to retrieve the complete list of server APIs: "
                + string.Join(", ", remaining.UnreachableGroups.Select(g => $"{g}: stale GroupVersion discovery: {g}")))
            : ("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        yield return ("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
            "All legacy kube types successfully parsed");
        yield return remaining.Failures.Count > 0
            ? ("NamespaceDeletionContentFailure", true, "ContentDeletionFailed",
                $"Failed to delete all resource types, {remaining.Failures.Count} remaining: {string.Join(", ", remaining.Failures)}")
            : ("NamespaceDeletionContentFailure", false, "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization");
        yield return remaining.Resources.Count > 0
            ? ("NamespaceContentRemaining", true, "SomeResourcesRemain",
                $"Some resources are remaining: {List(remaining.Resources, "has")}")
            : ("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed");
        yield return remaining.Finalizers.Count > 0
            ? ("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                $"Some content in the namespace has finalizers remaining: {List(remaining.Finalizers, "in")}")
            : ("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished");
    }

    private static string List(IReadOnlyDictionary<string, int> counts, string word) =>
        string.Join(", ", counts.Select(c => $"{c.Key} {word} {c.Value} resource instances"));

    private static void Set(JsonArray conditions, string type, string status, string reason, string message, string now)
    {
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == type);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add((JsonNode)condition);
        }

        if (JsonNodes.GetString(condition, "status") != status)
        {
            condition["status"] = status;
            condition["lastTransitionTime"] = now;
        }

        condition["reason"] = reason;
        condition["message"] = message;
    }
}
