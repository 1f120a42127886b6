using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>Puts in place at each start what a cluster has from the start; what is right already is left alone.</summary>
internal sealed class FirstObjects(LocalObjects objects, AuthenticationConfig authentication)
{
    private const string ConfigMap = "extension-apiserver-authentication";
    private static readonly string[] Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // side by side: no one waits for another's core or commit, but what is in a namespace for the namespaces
        var standard = Task.Run(() => new StandardObjects(objects).RunAsync(cancellationToken), cancellationToken);
        var namespaces = Task.WhenAll(Namespaces.Select(name => EnsureNamespaceAsync(name, cancellationToken)));
        await Task.WhenAll(standard, InNamespacesAsync(namespaces, cancellationToken)).ConfigureAwait(false);
    }

    private async Task InNamespacesAsync(Task namespaces, CancellationToken cancellationToken)
    {
        await namespaces.ConfigureAwait(false);
        await Task.WhenAll(new RbacReconciler(objects).RunAsync(cancellationToken), PublishAuthenticationAsync(cancellationToken)).ConfigureAwait(false);
    }

    private Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var ns = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        return EnsureAsync(CoreResources.Namespaces, "", name, ns, null, cancellationToken);
    }

    private async Task PublishAuthenticationAsync(CancellationToken cancellationToken)
    {
        var data = AuthenticationData();
        var map = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = ConfigMap, ["namespace"] = "kube-system" },
            ["data"] = data.DeepClone(),
        };
        await EnsureAsync(
            CoreResources.ConfigMaps, "kube-system", ConfigMap, map, there => there["data"] = data.DeepClone(), cancellationToken)
            .ConfigureAwait(false);
    }

    // Lists are JSON arrays in a string, as Kubernetes writes them.
    private JsonObject AuthenticationData()
    {
        var data = new JsonObject();
        if (authentication.ClientCa is { } clientCa)
        {
            data["client-ca-file"] = clientCa;
        }

        if (authentication.RequestHeaderCa is { } proxyCa)
        {
            data["requestheader-allowed-names"] = List(authentication.AllowedNames);
            data["requestheader-client-ca-file"] = proxyCa;
            data["requestheader-extra-headers-prefix"] = List(authentication.ExtraHeaderPrefixes);
            data["requestheader-group-headers"] = List(authentication.GroupHeaders);
            if (authentication.UidHeaders.Count > 0)
            {
                data["requestheader-uid-headers"] = List(authentication.UidHeaders);
            }

            data["requestheader-username-headers"] = List(authentication.UsernameHeaders);
        }

        return data;
    }

    private static string List(IReadOnlyList<string> values) =>
        ObjectWriter.ToText(new JsonArray([.. values.Select(v => (JsonNode)v)]));

    private async Task EnsureAsync(
        GroupVersionResource resource,
        string ns,
        string name,
        JsonObject wanted,
        Action<JsonObject>? correct,
        CancellationToken cancellationToken)
    {
        var there = await objects.FindAsync(resource, ns, name, cancellationToken).ConfigureAwait(false);
        if (there is null && await objects.TryCreateAsync(resource, ns, wanted, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (correct is not null)
        {
            await objects.UpdateAsync(new ObjectAddress(resource, ns, name), correct, cancellationToken).ConfigureAwait(false);
        }
    }
}
