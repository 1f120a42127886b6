using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Admission;

/// <summary>The policies that are in force, ordered by their names; read again when a policy or a binding changed.</summary>
internal sealed class PolicyTable(Func<ResourceCache> policies, Func<ResourceCache> bindings)
{
    private readonly Lock gate = new();
    private Entry current = new([], [], []);

    /// <summary>The policies as of now: what was acknowledged here counts.</summary>
    public async ValueTask<IReadOnlyList<ValidatingPolicy>> ReadAsync(CancellationToken cancellationToken)
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

    private static Entry Make(List<StoredObject> policies, List<StoredObject> bindings)
    {
        var bound = bindings.Select(b => new PolicyBinding(b.ToTree())).ToLookup(b => b.PolicyName, StringComparer.Ordinal);
        var made = policies.Select(p => p.ToTree())
            .Where(p => !ValidatingPolicy.HasParams(p))
            .Select(p => new ValidatingPolicy(p, [.. bound[ApiMachinery.Json.JsonNodes.GetString(p, "metadata", "name") ?? ""]]))
            .Where(p => p.Bindings.Count > 0);
        return new Entry(policies, bindings, [.. made]);
    }

    private sealed record Entry(IReadOnlyList<StoredObject> Policies, IReadOnlyList<StoredObject> Bindings, IReadOnlyList<ValidatingPolicy> Made);
}
