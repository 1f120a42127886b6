using System.Collections.Immutable;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Upstream;
using Outrigger.Server.Catalog;

namespace Outrigger.Aggregator.Routing;

/// <summary>
/// Derives from the state what requests need, swaps it in, and tells the catalog which group versions other servers answer.
/// Called by the feeds; a stored APIService is routed when the call returns.
/// </summary>
internal sealed class RemoteTable(
    ClusterState state, EndpointResolver resolver, ProxyHandler proxy, ConnectionPool pool, IResourceCatalog catalog)
{
    private const string Source = "apiservices";

    private readonly Lock gate = new();
    private volatile ImmutableDictionary<string, Remote> remotes =
        ImmutableDictionary.Create<string, Remote>(StringComparer.Ordinal);

    /// <summary>By the APIService's name.</summary>
    public ImmutableDictionary<string, Remote> Remotes => remotes;

    /// <summary>What is shown to other servers first; see <see cref="Use"/>.</summary>
    public UpstreamCredential? Credential { private get; set; }

    /// <summary>Told the names of what was added, changed or removed.</summary>
    public Action<IReadOnlyCollection<string>> OnChange { private get; set; } = _ => { };

    /// <summary>Takes the APIServices of the state over.</summary>
    public void Update() => Update(_ => true);

    /// <summary>Shows another certificate to other servers from now on.</summary>
    public void Use(UpstreamCredential credential)
    {
        lock (gate)
        {
            Credential = credential;
        }

        Update();
    }

    /// <summary>Takes a changed Service over; most Services are no API server's.</summary>
    public void Update(ServiceKey service)
    {
        if (remotes.Values.Any(r => r.ApiService.Service == service))
        {
            Update(remote => remote.ApiService.Service == service);
        }
    }

    /// <summary>Tells the catalog again: what a server says about itself changed.</summary>
    public void Publish()
    {
        lock (gate)
        {
            catalog.Publish(Source, Entries(remotes));
        }
    }

    /// <summary>
    /// Routes to a server and shows it in discovery from now on: right before its condition is stored, so that whoever sees that it is
    /// available finds its kinds. The stored condition decides again when it arrives.
    /// </summary>
    public void Confirm(Remote remote)
    {
        lock (gate)
        {
            if (!remote.GroupVersion.Model.IsAvailable && remotes.GetValueOrDefault(remote.ApiService.Name)?.GroupVersion == remote.GroupVersion)
            {
                remote.GroupVersion.Model = remote.GroupVersion.Model with { IsAvailable = true, UnavailableSince = null };
                catalog.Publish(Source, Entries(remotes));
            }
        }
    }

    private void Update(Func<Remote, bool> isStale)
    {
        var changed = new List<string>();
        lock (gate)
        {
            var view = state.View;
            var next = ImmutableDictionary.CreateBuilder<string, Remote>(StringComparer.Ordinal);
            foreach (var model in state.ApiServices.Values.Where(IsRemote))
            {
                var old = remotes.GetValueOrDefault(model.Name);
                next[model.Name] = old is not null && old.ApiService.Revision == model.Revision && !isStale(old)
                    ? old
                    : Derive(model, old, view);
                if (!ReferenceEquals(next[model.Name], old))
                {
                    changed.Add(model.Name);
                }
            }

            changed.AddRange(remotes.Keys.Where(name => !next.ContainsKey(name)));
            var publish = !Entries(next.ToImmutable()).SequenceEqual(Entries(remotes)) ||
                changed.Any(name => next.GetValueOrDefault(name)?.ApiService.IsAvailable != remotes.GetValueOrDefault(name)?.ApiService.IsAvailable);
            remotes = next.ToImmutable();
            if (publish)
            {
                catalog.Publish(Source, Entries(remotes));
            }

            pool.KeepOnly(remotes.Values.SelectMany(remote => remote.GroupVersion.Model.Targets).ToHashSet());
        }

        if (changed.Count > 0)
        {
            OnChange(changed);
        }
    }

    // The registration API itself cannot be given away: nobody could take that back.
    private static bool IsRemote(ApiServiceModel model) =>
        model.Service is not null && model.GroupVersion.Group is not (ApiServiceKind.Group or "");

    private Remote Derive(ApiServiceModel model, Remote? old, ClusterView view)
    {
        var key = model.Service!.Value;
        var resolution = resolver.Resolve(view, key, model.Port);
        var name = $"{key.Name}.{key.Namespace}.svc";
        var remote = new RemoteModel(
            model.Name,
            model.GroupVersion,
            model.IsAvailable,
            model.Trust.IsEmpty ? "unable to load root certificates: unable to parse bytes as PEM block" : null,
            [.. resolution.Endpoints.Select(endpoint => new UpstreamTarget(endpoint, name, model.Trust, Credential))])
        {
            Turn = old?.GroupVersion.Model.Turn ?? new EndpointTurn(),
            UnavailableSince = model.Condition is { Status: "False" } ? model.ConditionSince : null,
        };
        var groupVersion = old?.GroupVersion ?? new RemoteGroupVersion(remote, proxy);
        groupVersion.Model = remote;
        return new Remote(model, resolution, groupVersion);
    }

    private static IReadOnlyList<CatalogGroupVersion> Entries(ImmutableDictionary<string, Remote> remotes) =>
    [
        .. remotes.Values.OrderBy(r => r.ApiService.Name, StringComparer.Ordinal).Select(r =>
            new CatalogGroupVersion(r.ApiService.GroupVersion, r.ApiService.GroupPriority, r.ApiService.VersionPriority)
            {
                Remote = r.GroupVersion,
            }),
    ];
}
