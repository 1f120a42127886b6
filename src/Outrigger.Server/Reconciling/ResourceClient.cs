using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Reconciling;

/// <summary>Writes objects of one kind, typed.</summary>
/// <typeparam name="T">The C# class of the kind; its metadata carries name, namespace and resourceVersion.</typeparam>
public sealed class ResourceClient<T>(KubernetesClient client, GroupVersionKind kind, GroupVersionResource resource)
    where T : class
{
    /// <summary>Replaces the object. StatusException 409 when it has changed since it was read.</summary>
    public Task<T> UpdateAsync(T obj, CancellationToken cancellationToken) => ReplaceAsync(obj, "", cancellationToken);

    /// <summary>Replaces the status subresource. StatusException 409 when the object has changed since it was read.</summary>
    public Task<T> UpdateStatusAsync(T obj, CancellationToken cancellationToken) => ReplaceAsync(obj, "status", cancellationToken);

    private async Task<T> ReplaceAsync(T obj, string subresource, CancellationToken cancellationToken)
    {
        var tree = client.ToTree(obj);
        tree["apiVersion"] = kind.GroupVersion.ToString();
        tree["kind"] = kind.Kind;
        var metadata = tree["metadata"] as JsonObject;
        var path = new ResourcePath(resource, (string?)metadata?["namespace"] ?? "", (string?)metadata?["name"] ?? "", subresource);
        return client.FromTree<T>(await client.ReplaceAsync(path, tree, cancellationToken).ConfigureAwait(false));
    }
}
