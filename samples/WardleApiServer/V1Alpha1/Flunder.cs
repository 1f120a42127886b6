using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace WardleApiServer.V1Alpha1;

/// <summary>A flunder refers to another flunder, or to a fischer. This version is the one that is stored.</summary>
[KubernetesResource(Group = "wardle.example.com", Version = "v1alpha1", StatusSubresource = false)]
public sealed class Flunder
{
    /// <summary>Name, namespace, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the flunder refers to.</summary>
    public FlunderSpec Spec { get; set; } = new();

    /// <summary>Holds nothing yet.</summary>
    public FlunderStatus Status { get; set; } = new();
}

/// <summary>What a flunder refers to.</summary>
public sealed class FlunderSpec
{
    /// <summary>The name of a flunder or of a fischer: the type says which.</summary>
    public string? Reference { get; set; }

    /// <summary>Flunder or Fischer; Flunder when only the reference is given.</summary>
    public string? ReferenceType { get; set; }
}

/// <summary>Holds nothing yet.</summary>
public sealed class FlunderStatus;
