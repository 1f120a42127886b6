using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Admission;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Policies;

/// <summary>The policies of one kind that are in force, ordered by their names; read again when a policy or a binding changed.</summary>
internal sealed class PolicyTable<T>(
    Func<ResourceCache> policies, Func<ResourceCache> bindings, Func<JsonObject, IReadOnlyList<PolicyBinding>, T> make)
    where T : AdmissionPolicy
{
    private readonly Lock gate = new();
    private Entry current = new([], [], []);

    /// <summary>The policies as of now: what was acknowledged here counts.</summary>
    public async ValueTask<IReadOnlyList<T>> ReadAsync(CancellationToken cancellationToken)
    {
        var own = await ReadAsync(policies(), cancellationToken).ConfigureAwait(false);
        var bound = await ReadAsync(bindings(), cancellationToken).ConfigureAwait(false);
        var known = Volatile.Read(ref current);
        if (HookTable.IsSame(own, known.Policies) && HookTable.IsSame(bound, known.Bindings))
        {
            return known.Made;
        }

        lock (gate)
        {
            current = Make(own, bound);
            return current.Made;
        }
    }

    private static async ValueTask<List<StoredObject>> ReadAsync(ResourceCache cache, CancellationToken cancellationToken)
    {
        var ready = cache.ReadyAsync(cancellationToken);
        if (!ready.IsCompletedSuccessfully)
        {
            await ready.ConfigureAwait(false);
        }

        return cache.Current.Count == 0 ? [] : [.. cache.Current.Range()];
    }

    private Entry Make(List<StoredObject> own, List<StoredObject> bound)
    {
        var byPolicy = bound.Select(b => new PolicyBinding(b.ToTree())).ToLookup(b => b.PolicyName, StringComparer.Ordinal);
        var made = own.Select(p => p.ToTree())
            .Select(p => (Policy: p, Bindings: byPolicy[JsonNodes.GetString(p, "metadata", "name") ?? ""].ToList()))
            .Where(p => p.Bindings.Count > 0)
            .Select(p => make(p.Policy, p.Bindings));
        return new Entry(own, bound, [.. made]);
    }

    private sealed record Entry(IReadOnlyList<StoredObject> Policies, IReadOnlyList<StoredObject> Bindings, IReadOnlyList<T> Made);
}
