using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace WardleApiServer.V1Beta1;

/// <summary>A flunder refers to another flunder, or to a fischer.</summary>
[KubernetesResource(Group = "wardle.example.com", Version = "v1beta1", StatusSubresource = false)]
public sealed class Flunder
{
    /// <summary>Name, namespace, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the flunder refers to.</summary>
    public FlunderSpec Spec { get; set; } = new();

    /// <summary>Holds nothing yet.</summary>
    public FlunderStatus Status { get; set; } = new();
}

/// <summary>What a flunder refers to: one thing, of the type that is named.</summary>
public sealed class FlunderSpec
{
    /// <summary>The name of another flunder; not together with a fischer.</summary>
    public string? FlunderReference { get; set; }

    /// <summary>The name of a fischer; not together with a flunder.</summary>
    public string? FischerReference { get; set; }

    /// <summary>Flunder or Fischer.</summary>
    public string? ReferenceType { get; set; }
}

/// <summary>Holds nothing yet.</summary>
public sealed class FlunderStatus;
