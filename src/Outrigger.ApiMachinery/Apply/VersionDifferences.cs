using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>What a write changes, in the version of each manager; compared once a version.</summary>
internal sealed class VersionDifferences(KindVersions versions, KindSchema kind, FieldSet ignored)
{
    private readonly List<(KindSchema Kind, Difference Difference)> known = [];

    /// <summary>Compares the objects, both of the version of <c>kind</c>, in the version of a manager.</summary>
    public async ValueTask<Difference> OfAsync(KindSchema version, JsonObject before, JsonObject after, CancellationToken cancellationToken)
    {
        foreach (var (done, difference) in known)
        {
            if (ReferenceEquals(done, version))
            {
                return difference;
            }
        }

        var old = await versions.ConvertAsync(before, kind, version, cancellationToken).ConfigureAwait(false);
        var now = await versions.ConvertAsync(after, kind, version, cancellationToken).ConfigureAwait(false);
        var made = new Difference(ObjectComparer.Compare(old, now, version.Root).ExceptBelow(ignored));
        known.Add((version, made));
        return made;
    }

    /// <summary>A comparison with what it says to managers.</summary>
    internal sealed class Difference(Comparison comparison)
    {
        /// <summary>What the write sets to something else than it was.</summary>
        public FieldSet Set { get; } = comparison.Modified.Union(comparison.Added);

        /// <summary>What is gone.</summary>
        public FieldSet Removed { get; } = comparison.Removed;
    }
}
