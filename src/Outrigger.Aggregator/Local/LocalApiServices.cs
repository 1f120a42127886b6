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
/// Keeps an APIService for every group version that this server answers itself: built-in ones are made at start (label
/// <c>onstart</c>), those of custom resources come and go with them (label <c>true</c>).
/// </summary>
internal sealed class LocalApiServices(IResourceCatalog catalog, LocalObjects objects, TimeProvider time, ILogger logger)
{
    private const string OnStart = "onstart";
    private const string Always = "true";
    private const int CustomGroupPriority = 1000;
    private const int CustomVersionPriority = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> made = new(StringComparer.Ordinal);

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
                await catalog.WaitForChangeAsync(snapshot.Generation, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether everything could be done.</summary>
    private async Task<bool> MatchAsync(CatalogSnapshot snapshot, IEnumerable<ApiServiceModel> known, CancellationToken cancellationToken)
    {
        var there = known.ToDictionary(a => a.Name, StringComparer.Ordinal);
        var local = snapshot.Groups.SelectMany(g => g).Where(IsLocal).ToDictionary(Name, StringComparer.Ordinal);
        var complete = true;
        foreach (var (name, entry) in local.Where(l => made.Add(l.Key) && !there.ContainsKey(l.Key)))
        {
            complete &= await TryAsync(name, () => objects.TryCreateAsync(ApiServiceKind.Resource, "", Make(name, entry), cancellationToken))
                .ConfigureAwait(false);
        }

        foreach (var gone in there.Values.Where(a => a is { Service: null, ManagedBy: Always } && !local.ContainsKey(a.Name)))
        {
            var address = new ObjectAddress(ApiServiceKind.Resource, "", gone.Name);
            complete &= await TryAsync(gone.Name, () => objects.DeleteAsync(address, new DeleteOptions(), cancellationToken))
                .ConfigureAwait(false);
            made.Remove(gone.Name);
        }

        return complete;
    }

    private async Task<bool> TryAsync(string name, Func<ValueTask<bool>> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (StatusException e) when (e.Status.Code is 409)
        {
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            made.Remove(name);
            AggregatorLog.LocalNotMade(logger, name, e.Message);
            return false;
        }
    }

    private static bool IsLocal(CatalogGroupVersion entry) =>
        entry.Remote is null && entry.Resources.Count > 0 && entry.GroupVersion.Group != ApiServiceKind.Group;

    private static string Name(CatalogGroupVersion entry) => $"{entry.GroupVersion.Version}.{entry.GroupVersion.Group}";

    private static JsonObject Make(string name, CatalogGroupVersion entry)
    {
        var custom = entry.Resources.Any(r => r.Origin == KindOrigin.Custom);
        return new JsonObject
        {
            ["apiVersion"] = ApiServiceKind.GroupVersion.ToString(),
            ["kind"] = "APIService",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject { [ApiServiceKind.ManagedLabel] = custom ? Always : OnStart },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = entry.GroupVersion.Group,
                ["version"] = entry.GroupVersion.Version,
                ["groupPriorityMinimum"] = custom ? CustomGroupPriority : entry.GroupPriority,
                ["versionPriority"] = custom ? CustomVersionPriority : entry.VersionPriority,
            },
        };
    }
}
