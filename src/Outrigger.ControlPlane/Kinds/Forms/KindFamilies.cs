using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>The built-in kinds with several forms; all others have one.</summary>
internal sealed class KindFamilies(SchemaLibrary library)
{
    private readonly KindFamily[] all =
    [
        new(new("", "v1", "Event"), [new("events.k8s.io", "v1", "Event")], EventForms.ConvertAsync),
        new(
            new("autoscaling", "v2", "HorizontalPodAutoscaler"),
            [new("autoscaling", "v1", "HorizontalPodAutoscaler")],
            new AutoscalerForms(library).ConvertAsync),
    ];

    /// <summary>The family that a kind belongs to; null for one that has a single form.</summary>
    public KindFamily? Find(GroupVersionKind kind) => Array.Find(all, f => f.Storage == kind || f.Others.Contains(kind));

    /// <summary>Tells discovery where objects of the kind are stored, when that is not as this kind.</summary>
    public KindDefinition WithStorage(KindDefinition kind)
    {
        // Kubernetes still stores CRDs as v1beta1.
        if (kind.Kind is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" })
        {
            return kind with { StorageVersion = "v1beta1" };
        }

        return Find(kind.Kind) is { } family && family.Storage != kind.Kind
            ? kind with { StorageGroup = family.Storage.Group, StorageVersion = family.Storage.Version }
            : kind;
    }
}
