using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.ApiServices;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;
using Outrigger.Server.Catalog;

namespace Outrigger.Aggregator.Local;

/// <summary>
/// Keeps an APIService for every group version that this server answers itself: built-in ones are made, mended or deleted once, at start
/// (label <c>onstart</c>), those of custom resources always (label <c>true</c>). One that has lost the label is its owner's
/// (kube-aggregator, controllers/autoregister).
/// </summary>
internal sealed class LocalApiServices(IResourceCatalog catalog, LocalObjects objects, TimeProvider time, ILogger logger)
{
    private const string OnStart = "onstart";
    private const string Always = "true";
    private const int CustomGroupPriority = 1000;
    private const int CustomVersionPriority = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim changed = new(0);
    private readonly HashSet<string> done = new(StringComparer.Ordinal);
    private HashSet<string>? atStart;

    /// <summary>Looks at the APIServices again: some came, went or changed.</summary>
    public void OnApiServices()
    {
        // twice by chance does no harm
        if (changed.CurrentCount == 0)
        {
            changed.Release();
        }
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="known">The APIServices as last seen.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<IEnumerable<ApiServiceModel>> known, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = catalog.Current;
            if (await MatchAsync(snapshot, known(), cancellationToken).ConfigureAwait(false))
            {
                await WaitAsync(snapshot.Generation, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(long generation, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var kinds = catalog.WaitForChangeAsync(generation, over.Token);
        var apiServices = changed.WaitAsync(over.Token);
        await Task.WhenAny(kinds, apiServices).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await kinds.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await apiServices.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Whether everything could be done.</summary>
    private async Task<bool> MatchAsync(CatalogSnapshot snapshot, IEnumerable<ApiServiceModel> known, CancellationToken cancellationToken)
    {
        var there = known.ToDictionary(a => a.Name, StringComparer.Ordinal);
        atStart ??= there.Keys.ToHashSet(StringComparer.Ordinal);
        var local = snapshot.Groups.SelectMany(g => g).Where(IsLocal).ToDictionary(Name, StringComparer.Ordinal);
        var complete = true;
        foreach (var name in local.Keys.Union(there.Keys, StringComparer.Ordinal))
        {
            complete &= await TryAsync(name, there.GetValueOrDefault(name), local.GetValueOrDefault(name), cancellationToken).ConfigureAwait(false);
        }

        return complete;
    }

    private ValueTask SyncAsync(string name, ApiServiceModel? there, CatalogGroupVersion? wanted, CancellationToken cancellationToken)
    {
        var isDone = done.Contains(name);
        if (wanted is not null && isDone && !IsCustom(wanted))
        {
            return default;
        }

        if (there is null)
        {
            return wanted is null ? default : Ended(objects.TryCreateAsync(ApiServiceKind.Resource, "", Make(name, wanted), cancellationToken));
        }

        if (there.ManagedBy is not (OnStart or Always) || (there.ManagedBy is OnStart && (isDone || !atStart!.Contains(name))))
        {
            return default;
        }

        var address = new ObjectAddress(ApiServiceKind.Resource, "", name);
        if (wanted is null)
        {
            if (!isDone && !atStart!.Contains(name))
            {
                // another server of the same store made it, for a kind that is on its way here
                return default;
            }

            var asSeen = new DeleteOptions(PreconditionResourceVersion: there.Revision.ToString(CultureInfo.InvariantCulture));
            return Ended(objects.DeleteAsync(address, asSeen, cancellationToken));
        }

        var (groupPriority, versionPriority) = Priorities(wanted);
        return there.IsLocalWith(groupPriority, versionPriority)
            ? default
            : Ended(objects.UpdateAsync(address, obj => obj["spec"] = Spec(wanted), cancellationToken));
    }

    private static async ValueTask Ended(ValueTask<bool> work) => await work.ConfigureAwait(false);

    private async Task<bool> TryAsync(string name, ApiServiceModel? there, CatalogGroupVersion? wanted, CancellationToken cancellationToken)
    {
        try
        {
            await SyncAsync(name, there, wanted, cancellationToken).ConfigureAwait(false);
            Remember(name, wanted);
            return true;
        }
        catch (StatusException e) when (e.Status.Code is 404 or 409)
        {
            // changed meanwhile: its event wakes this again
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            AggregatorLog.LocalNotMade(logger, name, e.Message);
            return false;
        }
    }

    // what is not served here any more is made again when it comes back
    private void Remember(string name, CatalogGroupVersion? wanted)
    {
        if (wanted is null)
        {
            done.Remove(name);
            atStart!.Remove(name);
        }
        else
        {
            done.Add(name);
        }
    }

    private static bool IsLocal(CatalogGroupVersion entry) =>
        entry.Remote is null && entry.Resources.Count > 0 && entry.GroupVersion.Group != ApiServiceKind.Group;

    private static string Name(CatalogGroupVersion entry) => $"{entry.GroupVersion.Version}.{entry.GroupVersion.Group}";

    private static bool IsCustom(CatalogGroupVersion entry) => entry.Resources.Any(r => r.Origin == KindOrigin.Custom);

    private static (int Group, int Version) Priorities(CatalogGroupVersion entry) =>
        IsCustom(entry) ? (CustomGroupPriority, CustomVersionPriority) : (entry.GroupPriority, entry.VersionPriority);

    private static JsonObject Make(string name, CatalogGroupVersion entry) => new()
    {
        ["apiVersion"] = ApiServiceKind.GroupVersion.ToString(),
        ["kind"] = "APIService",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { [ApiServiceKind.ManagedLabel] = IsCustom(entry) ? Always : OnStart },
        },
        ["spec"] = Spec(entry),
    };

    private static JsonObject Spec(CatalogGroupVersion entry)
    {
        var (groupPriority, versionPriority) = Priorities(entry);
        return new JsonObject
        {
            ["group"] = entry.GroupVersion.Group,
            ["version"] = entry.GroupVersion.Version,
            ["groupPriorityMinimum"] = groupPriority,
            ["versionPriority"] = versionPriority,
        };
    }
}
