using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Access;

/// <summary>
/// Reads what another server serves from its aggregated-discovery entry. What names no segment of a path is left out: a server must not send our own
/// requests, which may do anything, elsewhere.
/// </summary>
internal static class RemoteResources
{
    /// <summary>Empty when nothing is known, or what it told cannot be read.</summary>
    public static IReadOnlyList<RemoteResource> Read(GroupVersion version, ReadOnlyMemory<byte>? discovery) => Find(version, discovery) ?? [];

    /// <summary>Null when nothing is known, or what it told cannot be read; empty when it said that there is nothing.</summary>
    public static IReadOnlyList<RemoteResource>? Find(GroupVersion version, ReadOnlyMemory<byte>? discovery)
    {
        if (discovery is not { } document)
        {
            return null;
        }

        try
        {
            return [.. (JsonNodes.GetArray(ObjectReader.Read(document.Span), "resources") ?? []).OfType<JsonObject>().Select(r => Read(version, r)).Where(IsNamed)];
        }
        catch (ObjectReadException)
        {
            return null;
        }
    }

    private static bool IsNamed(RemoteResource resource) =>
        resource.Resource.Resource is { Length: > 0 } name && NameRules.IsPathSegment(name);

    private static RemoteResource Read(GroupVersion version, JsonObject resource) => new(
        new GroupVersionResource(version.Group, version.Version, JsonNodes.GetString(resource, "resource") ?? ""),
        JsonNodes.GetString(resource, "responseKind", "kind") ?? "",
        JsonNodes.GetString(resource, "scope") is "Namespaced",
        JsonNodes.StringList(resource["verbs"]));
}
