using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>
/// Keeps in every namespace what each has: the ServiceAccount <c>default</c> and, when wanted, the ConfigMap <c>kube-root-ca.crt</c>
/// with the authority that signs the server's certificate.
/// </summary>
internal sealed class NamespaceDefaults(LocalObjects objects, string? rootCertificate, TimeProvider time, ILogger log)
    : IBackgroundLoop
{
    private const string Account = "default";
    private const string RootMap = "kube-root-ca.crt";
    private const string RootKey = "ca.crt";
    private readonly WorkQueue<string> queue = new("namespace-defaults", time, log);

    /// <inheritdoc/>
    public string Name => "namespace-defaults";

    /// <summary>To be called for a namespace that may lack something.</summary>
    public void Add(string name) => queue.Add(name);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var loops = new List<Task> { queue.RunAsync(SyncAsync, cancellationToken), Accounts().RunAsync(cancellationToken) };
        if (rootCertificate is not null)
        {
            loops.Add(Maps().RunAsync(cancellationToken));
        }

        return Task.WhenAll(loops);
    }

    private ObjectFeed Accounts() => new(CoreResources.ServiceAccounts, objects, time, log)
    {
        OnPut = _ => { },
        OnRemove = gone => AddWhen(gone.Name is Account, gone),
    };

    private ObjectFeed Maps() => new(CoreResources.ConfigMaps, objects, time, log)
    {
        OnPut = map => AddWhen(map.Name is RootMap, map),
        OnRemove = gone => AddWhen(gone.Name is RootMap, gone),
    };

    private void AddWhen(bool ours, StoredObject obj)
    {
        if (ours)
        {
            Add(obj.Namespace);
        }
    }

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        var ns = await objects.FindAsync(CoreResources.Namespaces, "", name, cancellationToken).ConfigureAwait(false);
        if (ns is not { IsDeleting: false })
        {
            return;
        }

        try
        {
            await EnsureAccountAsync(name, cancellationToken).ConfigureAwait(false);
            if (rootCertificate is not null)
            {
                await EnsureRootAsync(name, rootCertificate, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StatusException e) when (e.Status.Code is 403 or 404)
        {
            // The namespace was deleted meanwhile.
        }
    }

    private async Task EnsureAccountAsync(string ns, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(CoreResources.ServiceAccounts, ns, Account, cancellationToken).ConfigureAwait(false) is null)
        {
            var account = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Account } };
            await objects.TryCreateAsync(CoreResources.ServiceAccounts, ns, account, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EnsureRootAsync(string ns, string certificate, CancellationToken cancellationToken)
    {
        var there = await objects.FindAsync(CoreResources.ConfigMaps, ns, RootMap, cancellationToken).ConfigureAwait(false);
        if (there is null)
        {
            var map = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = RootMap },
                ["data"] = new JsonObject { [RootKey] = certificate },
            };
            await objects.TryCreateAsync(CoreResources.ConfigMaps, ns, map, cancellationToken).ConfigureAwait(false);
        }
        else if (JsonNodes.GetString(there.ToTree(), "data", RootKey) != certificate)
        {
            await objects.UpdateAsync(
                new ObjectAddress(CoreResources.ConfigMaps, ns, RootMap),
                map => map["data"] = new JsonObject { [RootKey] = certificate },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
