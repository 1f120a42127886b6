using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace WardleApiServer.V1Alpha1;

/// <summary>A fischer forbids names of flunders, in all namespaces.</summary>
[KubernetesResource(Group = "wardle.example.com", Version = "v1alpha1", ClusterScoped = true)]
public sealed class Fischer
{
    /// <summary>Name, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Names that no new flunder may have.</summary>
    public IReadOnlyList<string>? DisallowedFlunders { get; set; }
}
