using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Webhooks;
using Outrigger.Server.Networking;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Admission;

/// <summary>
/// The webhooks of all configurations of one kind, ordered by the configurations' names; read again when one of them changed. A
/// webhook whose clientConfig stays keeps its connections.
/// </summary>
internal sealed class HookTable(Func<ResourceCache> configurations, ServiceResolver services, TimeProvider time)
{
    private readonly Lock gate = new();
    private Entry current = new([], [], new Dictionary<string, Lazy<WebhookClient>>(StringComparer.Ordinal));

    /// <summary>The webhooks as of now: a configuration that was acknowledged here counts.</summary>
    public async ValueTask<IReadOnlyList<AdmissionHook>> ReadAsync(CancellationToken cancellationToken)
    {
        var cache = configurations();
        var ready = cache.ReadyAsync(cancellationToken);
        if (!ready.IsCompletedSuccessfully)
        {
            await ready.ConfigureAwait(false);
        }

        var snapshot = cache.Current;
        var known = Volatile.Read(ref current);
        if (snapshot.Count == 0 && known.Objects.Count == 0)
        {
            return [];
        }

        var objects = snapshot.Range().ToList();
        if (IsSame(objects, known.Objects))
        {
            return known.Hooks;
        }

        lock (gate)
        {
            current = Read(objects, current.Clients);
            return current.Hooks;
        }
    }

    /// <summary>Whether two lists hold the same objects, unchanged.</summary>
    public static bool IsSame(List<StoredObject> a, IReadOnlyList<StoredObject> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (a[i].ResourceVersion != b[i].ResourceVersion || a[i].Uid != b[i].Uid)
            {
                return false;
            }
        }

        return true;
    }

    private Entry Read(List<StoredObject> objects, IReadOnlyDictionary<string, Lazy<WebhookClient>> old)
    {
        var hooks = new List<AdmissionHook>();
        var clients = new Dictionary<string, Lazy<WebhookClient>>(StringComparer.Ordinal);
        foreach (var obj in objects)
        {
            foreach (var hook in (JsonNodes.GetArray(obj.ToTree(), "webhooks") ?? []).OfType<JsonObject>())
            {
                var config = JsonNodes.GetObject(hook, "clientConfig");
                var key = ObjectWriter.ToText(config);
                if (!clients.TryGetValue(key, out var client))
                {
                    client = old.GetValueOrDefault(key) ?? Client(config);
                    clients.Add(key, client);
                }

                hooks.Add(new AdmissionHook(hook, () => client.Value));
            }
        }

        return new Entry(objects, hooks, clients);
    }

    // A failure is not remembered: the machine's roots may be there the next time.
    private Lazy<WebhookClient> Client(JsonObject? config) =>
        new(() => new WebhookClient(WebhookAddress.Read(config), services, time), LazyThreadSafetyMode.PublicationOnly);

    private sealed record Entry(
        IReadOnlyList<StoredObject> Objects, IReadOnlyList<AdmissionHook> Hooks, IReadOnlyDictionary<string, Lazy<WebhookClient>> Clients);
}
