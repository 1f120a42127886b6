using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace ComputedApiServer;

/// <summary>A file system of the machine that the server runs on, as it is at the moment of asking.</summary>
[KubernetesResource(Group = "computed.example.com", Version = "v1", Plural = "disks", ClusterScoped = true)]
[Column("Path", ".spec.path")]
[Column("Size", ".status.size")]
[Column("Free", ".status.free")]
public sealed class Disk
{
    /// <summary>Its name, and the label <c>type</c>: the kind of file system.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Which it is.</summary>
    public DiskSpec? Spec { get; set; }

    /// <summary>How full it is.</summary>
    public DiskStatus? Status { get; set; }
}
