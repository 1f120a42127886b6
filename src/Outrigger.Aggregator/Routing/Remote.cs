using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;

namespace Outrigger.Aggregator.Routing;

/// <summary>An APIService that another server answers, and all that follows from it.</summary>
/// <param name="ApiService">What is stored.</param>
/// <param name="Resolution">Where its Service leads to.</param>
/// <param name="GroupVersion">What the catalog holds; the same one for as long as the APIService exists.</param>
internal sealed record Remote(ApiServiceModel ApiService, Resolution Resolution, RemoteGroupVersion GroupVersion);
