using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.CustomMetrics.Api;
using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Telemetry;
using Outrigger.Server.Catalog;
using Outrigger.Server.Extension;
using Outrigger.Server.Http;

namespace Outrigger.CustomMetrics.Hosting;

/// <summary>A metrics API of a server, and its providers.</summary>
internal abstract class ProviderFeature<T>(string group, DiscoveryEntry entry) : IServerFeature
{
    // what an APIService would say; discovery of the main server decides the order there
    private const int GroupPriority = 100;

    private readonly List<Registration<T>> registrations = [];
    private ProviderMetrics? metrics;

    /// <summary>ArgumentException when its name is taken or its limits are none.</summary>
    public void Add(Registration<T> registration)
    {
        registration.Options.Check(registration.Name);
        if (registration.Name.Length == 0 || registrations.Any(r => r.Name == registration.Name))
        {
            throw new ArgumentException(
                $"a provider of {group} needs a name that no other has; \"{registration.Name}\" is none", nameof(registration));
        }

        registrations.Add(registration);
    }

    /// <inheritdoc/>
    public IReadOnlyList<CatalogGroupVersion> Start(ExtensionContext context)
    {
        var schemas = MetricsSchemas.Load();
        var answer = new TreeAnswer(schemas);
        var identities = new ResourceIdentities(context);
        var cluster = new ClusterObjects(context.Main, identities);
        metrics = new ProviderMetrics(group);
        var parts = new GroupParts(group, context.Time, context.Logger, metrics);
        var reader = Reader(new ProviderTable<T>([.. registrations.Select(r => r.Start(cluster, parts))], parts), identities, parts);
        return [.. Versions.Select((version, i) =>
        {
            var served = new GroupVersion(group, version);
            return new CatalogGroupVersion(served, GroupPriority, Versions.Count - i)
            {
                Remote = new MetricsGroupVersion(served, entry, reader, answer),
                Document = Document(schemas, served),
            };
        })];
    }

    public void Dispose() => metrics?.Dispose();

    /// <summary>The versions that are served, the preferred one first.</summary>
    protected abstract IReadOnlyList<string> Versions { get; }

    protected abstract IMetricReader Reader(ProviderTable<T> providers, ResourceIdentities identities, GroupParts parts);

    protected abstract OpenApiDocument Document(SchemaLibrary schemas, GroupVersion version);
}
