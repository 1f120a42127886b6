using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>
/// What was asked about the owners of one object. An object can name ten thousands: a few are looked up each, then the kind is listed
/// once, and what is not in the list needs no question more. Only for one judgement: the list is older than what is written after it.
/// </summary>
internal sealed class OwnerLookup(GarbageObjects objects, IReadOnlyList<OwnerReference> owners)
{
    private const int SingleLookups = 10;
    private const int MostReports = 10;

    private readonly HashSet<string> uids = owners.Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<GroupVersionResource, int> misses = [];
    private readonly Dictionary<GroupVersionResource, IReadOnlyDictionary<string, (string Namespace, string Name)>> lists = [];
    private int reports;

    /// <summary>Whether objects of this kind are to be looked up by name; else <see cref="FindAsync"/> knows where they are.</summary>
    public bool IsByName(OwnedKind kind) => !lists.ContainsKey(kind.Resource);

    /// <summary>
    /// Counts an owner that its name does not lead to. Whether the kind is to be listed now: a namespaced owner may be in another
    /// namespace, and of others so many were asked for that a list is cheaper.
    /// </summary>
    public bool Miss(OwnedKind kind)
    {
        misses[kind.Resource] = misses.GetValueOrDefault(kind.Resource) + 1;
        return kind.Namespaced || misses[kind.Resource] > SingleLookups;
    }

    /// <summary>Namespace and name of the object of a uid, of all namespaces; null when there is none.</summary>
    public async ValueTask<(string Namespace, string Name)?> FindAsync(OwnedKind kind, string uid, CancellationToken cancellationToken)
    {
        if (!lists.TryGetValue(kind.Resource, out var list))
        {
            lists[kind.Resource] = list = await objects.WhereAsync(kind, uids, cancellationToken).ConfigureAwait(false);
        }

        return list.TryGetValue(uid, out var place) ? place : null;
    }

    /// <summary>Whether one more Event may tell of a reference of this object.</summary>
    public bool MayReport() => reports++ < MostReports;
}
