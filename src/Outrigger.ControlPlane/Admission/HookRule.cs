using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Admission;

/// <summary>One of a webhook's rules: operations on resources (admissionregistration RuleWithOperations).</summary>
internal sealed class HookRule(JsonObject rule)
{
    private readonly IReadOnlyList<string> operations = JsonNodes.StringList(rule["operations"]);
    private readonly IReadOnlyList<string> groups = JsonNodes.StringList(rule["apiGroups"]);
    private readonly IReadOnlyList<string> versions = JsonNodes.StringList(rule["apiVersions"]);
    private readonly IReadOnlyList<string> resources = JsonNodes.StringList(rule["resources"]);
    private readonly IReadOnlyList<string> names = JsonNodes.StringList(rule["resourceNames"]);
    private readonly string scope = JsonNodes.GetString(rule, "scope") ?? "*";

    /// <summary>Whether the rule names this operation on this resource. A namespace counts as cluster-scoped.</summary>
    public bool Matches(string operation, GroupVersionResource resource, string subresource, bool namespaced) =>
        Has(operations, operation)
        && Has(groups, resource.Group)
        && Has(versions, resource.Version)
        && (scope is "*" || scope is "Namespaced" == namespaced)
        && MatchesResource(resource.Resource, subresource);

    /// <summary>Whether the rule is about the object of this name; webhooks' rules are about all.</summary>
    public bool MatchesName(string name) => names.Count == 0 || names.Contains(name, StringComparer.Ordinal);

    private static bool Has(IReadOnlyList<string> list, string value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is "*" || string.Equals(list[i], value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // "pods", "pods/status", "pods/*", "*/status", "*" (no subresources), "*/*" (everything)
    private bool MatchesResource(string resource, string subresource)
    {
        foreach (var entry in resources)
        {
            var slash = entry.IndexOf('/', StringComparison.Ordinal);
            var (wanted, wantedSub) = slash < 0 ? (entry, "") : (entry[..slash], entry[(slash + 1)..]);
            if (wanted is not "*" && !string.Equals(wanted, resource, StringComparison.Ordinal))
            {
                continue;
            }

            if (wantedSub is "*" || string.Equals(wantedSub, subresource, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
