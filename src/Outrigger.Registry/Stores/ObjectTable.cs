using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The objects of one resource as the flows see them: what storage throws becomes what clients are told.</summary>
internal sealed class ObjectTable(ResourceModel model, ResourceCache cache)
{
    // a resource is read in a second or two; longer means that the store is away, or that it holds very much
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ServedForms forms = new(model);
    private readonly RemoteForms remote = new(model);

    /// <summary>For the cursors of watches.</summary>
    public ResourceCache Cache { get; } = cache;

    /// <summary>For objects of this resource.</summary>
    public FactPaths Facts => Cache.Facts;

    public string Key(string ns, string name) => StoreKeys.Key(model.Resource, model.Namespaced ? ns : "", name);

    public string Prefix(string ns) => StoreKeys.Prefix(model.Resource, model.Namespaced ? ns : "");

    /// <summary>A tree of the object in its stored version, with kind, apiVersion and resourceVersion, under today's schema of it.</summary>
    public JsonObject Tree(StoredObject stored) => forms.Tree(stored, Facts);

    /// <summary>The kind under the version that a request asked for.</summary>
    public KindDefinition Kind(GroupVersion version) => model.Kind(version);

    /// <summary>The object as a version shows it.</summary>
    public StoredObject Show(StoredObject stored, KindDefinition kind) => forms.Of(stored, kind, Facts);

    /// <summary>What shows objects as a version has them; null when that is what is stored.</summary>
    public Func<StoredObject, StoredObject>? Shower(GroupVersion version)
    {
        if (!forms.Differ)
        {
            return null;
        }

        var kind = model.Kind(version);
        return stored => Show(stored, kind);
    }

    /// <summary>The fields that a version can be selected by.</summary>
    public KnownFields Fields(GroupVersion version)
    {
        var labels = model.Origin != KindOrigin.BuiltIn || forms.Convert ? model.Kind(version).SelectableFields : Facts.Labels;
        return new KnownFields(model.Origin, model.Namespaced, labels, model.FieldLabels);
    }

    /// <summary>The object as a version shows it.</summary>
    public StoredObject Show(StoredObject stored, GroupVersion version) => forms.Differ ? Show(stored, model.Kind(version)) : stored;

    /// <summary>Whether showing an object may wait for another server; then <see cref="Show(StoredObject, KindDefinition)"/> does not do.</summary>
    public bool ShowWaits => forms.Wait;

    /// <summary>The object as a version shows it.</summary>
    public ValueTask<StoredObject> ShowAsync(StoredObject stored, GroupVersion version, CancellationToken cancellationToken) =>
        forms.Wait ? WaitAsync(stored, version, cancellationToken) : ValueTask.FromResult(Show(stored, version));

    /// <summary>The objects as a version shows them, in their order.</summary>
    public ValueTask<IReadOnlyList<StoredObject>> ShowAllAsync(
        IReadOnlyList<StoredObject> stored, GroupVersion version, CancellationToken cancellationToken) =>
        remote.OfAsync(stored, model.Kind(version), Facts, cancellationToken);

    /// <summary>The state with every acknowledged write.</summary>
    public async ValueTask<Snapshot> NewestAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadyAsync(cancellationToken).ConfigureAwait(false);
            return await Cache.LatestAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw StoreAnswers.Of(e);
        }
        catch (RevisionAheadException e)
        {
            throw ApiErrors.TooLargeResourceVersion(e.Requested, e.Current);
        }
    }

    /// <summary>The state at a revision or later; 0 for whatever is at hand. 504 when it does not come in time.</summary>
    public async ValueTask<Snapshot> AtLeastAsync(long revision, CancellationToken cancellationToken)
    {
        try
        {
            await ReadyAsync(cancellationToken).ConfigureAwait(false);
            return revision == 0 ? Cache.Current : await Cache.AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw StoreAnswers.Of(e);
        }
        catch (RevisionAheadException e)
        {
            throw ApiErrors.TooLargeResourceVersion(e.Requested, e.Current);
        }
    }

    /// <summary>The state at exactly a revision; null when its history is gone. 504 when it does not come in time.</summary>
    public async ValueTask<Snapshot?> AtAsync(long revision, CancellationToken cancellationToken)
    {
        await AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
        try
        {
            return Cache.At(revision);
        }
        catch (RevisionCompactedException)
        {
            return null;
        }
        catch (StoreUnavailableException e)
        {
            throw StoreAnswers.Of(e);
        }
    }

    /// <summary>
    /// What of a snapshot can match, in key order and as a version shows it: one object when the filter names it, else the namespace.
    /// </summary>
    public IEnumerable<StoredObject> Candidates(
        Snapshot snapshot, ObjectFilter filter, GroupVersion version, string ns, string? afterKey = null)
    {
        var found = Find(snapshot, filter, ns, afterKey);
        if (!forms.Differ)
        {
            return found;
        }

        var kind = model.Kind(version);
        return found.Select(o => Show(o, kind));
    }

    /// <summary>What of a snapshot can match, in key order and as it is stored.</summary>
    public IEnumerable<StoredObject> Find(Snapshot snapshot, ObjectFilter filter, string ns, string? afterKey)
    {
        var within = ns.Length == 0 && model.Namespaced && filter.Namespace is { Length: > 0 } only ? only : ns;
        if (filter.Name is not { } name || afterKey is not null || (model.Namespaced && within.Length == 0))
        {
            return snapshot.Range(within, afterKey);
        }

        return snapshot.Get(Key(within, name)) is { } there ? [there] : [];
    }

    /// <summary>
    /// Writes an object in the place of <paramref name="before"/> (null: none is there), which must be what is stored; null removes it.
    /// <paramref name="isCurrent"/>: it has what the stored version's schema of today gives it, so that it is shown as it is.
    /// </summary>
    public async ValueTask<WriteResult> WriteAsync(
        string key, StoredObject? obj, StoredObject? before, bool isCurrent, CancellationToken cancellationToken)
    {
        try
        {
            // the log begins where the resource was loaded: an earlier write would be missing from it
            await ReadyAsync(cancellationToken).ConfigureAwait(false);
            var write = new ObjectWrite(Cache, key, obj, before?.ResourceVersion ?? 0, obj is null ? null : model.Strategy.TimeToLive);
            var outcome = model.Strategy.HasClaims
                ? await CommitClaimingAsync(write, before, cancellationToken).ConfigureAwait(false)
                : await Cache.CommitAsync([write], cancellationToken).ConfigureAwait(false);
            return outcome switch
            {
                CommitOutcome.Committed done => Written(done.Object, isCurrent && obj is not null),
                CommitOutcome.Conflict conflict => new WriteResult(null, conflict.Current),
                _ => throw new InvalidOperationException("a commit has an unknown outcome"),
            };
        }
        catch (StoreUnavailableException e)
        {
            throw StoreAnswers.Of(e);
        }
    }

    private async ValueTask<CommitOutcome> CommitClaimingAsync(ObjectWrite write, StoredObject? before, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await Cache.CommitAsync([write, .. model.Strategy.Claims(before, write.NewObject)], cancellationToken).ConfigureAwait(false);
            if (outcome is not CommitOutcome.Conflict conflict || string.Equals(conflict.Key, write.Key, StringComparison.Ordinal))
            {
                return outcome;
            }

            // a claim was made or given back meanwhile, perhaps by another server: then it is known here
            await Cache.LatestAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<StoredObject> WaitAsync(StoredObject stored, GroupVersion version, CancellationToken cancellationToken) =>
        (await ShowAllAsync([stored], version, cancellationToken).ConfigureAwait(false))[0];

    private WriteResult Written(StoredObject stored, bool isCurrent)
    {
        if (isCurrent)
        {
            forms.Written(stored);
        }

        return new WriteResult(stored, null);
    }

    private ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        var ready = Cache.ReadyAsync(CancellationToken.None);
        return ready.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(LoadedAsync(ready, cancellationToken));
    }

    // get, list and watch have no deadline of their own; the answer is kube-apiserver's (storage/cacher)
    private async Task LoadedAsync(Task ready, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, model.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await ready.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ApiErrors.TooManyRequests("storage is (re)initializing", 1);
        }
    }
}
