using System.Collections.Immutable;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Endpoints;

namespace Outrigger.Aggregator.Routing;

/// <summary>
/// The APIServices, Services and EndpointSlices as last seen. Fed by the watches, read without locks; whoever must act on a change
/// is told after it is visible.
/// </summary>
internal sealed class ClusterState
{
    private readonly Lock gate = new();
    private volatile ClusterView view = ClusterView.Empty;
    private volatile ImmutableDictionary<string, ApiServiceModel> apiServices =
        ImmutableDictionary.Create<string, ApiServiceModel>(StringComparer.Ordinal);

    /// <summary>Services and slices.</summary>
    public ClusterView View => view;

    /// <summary>APIServices by name.</summary>
    public ImmutableDictionary<string, ApiServiceModel> ApiServices => apiServices;

    /// <summary>Told when a Service or one of its slices changed.</summary>
    public Action<ServiceKey> OnService { private get; set; } = _ => { };

    /// <summary>Told when APIServices changed.</summary>
    public Action OnApiServices { private get; set; } = () => { };

    /// <summary>Changes the APIServices.</summary>
    public void Change(Func<ImmutableDictionary<string, ApiServiceModel>, ImmutableDictionary<string, ApiServiceModel>> change)
    {
        lock (gate)
        {
            apiServices = change(apiServices);
        }

        OnApiServices();
    }

    /// <summary>Changes Services or slices; <paramref name="touched"/> are the Services that it is about.</summary>
    public void Change(Func<ClusterView, ClusterView> change, params ReadOnlySpan<ServiceKey> touched)
    {
        lock (gate)
        {
            view = change(view);
        }

        foreach (var key in touched)
        {
            OnService(key);
        }
    }
}
