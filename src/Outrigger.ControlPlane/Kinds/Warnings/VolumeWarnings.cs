namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Sorts of volumes that are deprecated or gone, in pods and as volumes of the cluster.</summary>
internal static class VolumeWarnings
{
    private const string StorageClass = "volume.beta.kubernetes.io/storage-class";
    private const string MountOptions = "volume.beta.kubernetes.io/mount-options";
    private const string StorageClassText = "deprecated since v1.8; use \"storageClassName\" attribute instead";

    private static readonly (string Field, string Text)[] OfPod =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    private static readonly (string Field, string Text)[] OfCluster =
    [
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    /// <summary>The volumes of a pod.</summary>
    public static IEnumerable<string> Of(Located volumes) =>
        volumes.Items().SelectMany(OfSources).Concat(PathOverlaps.Of(volumes));

    /// <summary>A PersistentVolume.</summary>
    public static IEnumerable<string> OfVolume(Located volume)
    {
        var spec = volume["spec"];
        return OfAnnotation(volume, StorageClass, StorageClassText)
            .Concat(OfAnnotation(volume, MountOptions, "deprecated since v1.31; use \"mountOptions\" attribute instead"))
            .Concat(OfRecycling(spec))
            .Concat(spec.At("nodeAffinity", "required", "nodeSelectorTerms").Items().SelectMany(term => NodeLabelWarnings.OfTerm(term)))
            .Concat(Deprecated(spec, OfCluster));
    }

    /// <summary>A PersistentVolumeClaim.</summary>
    public static IEnumerable<string> OfClaim(Located claim) =>
        OfAnnotation(claim, StorageClass, StorageClassText).Concat(AmountWarnings.OfClaimSpec(claim["spec"]));

    private static IEnumerable<string> OfSources(Located volume) =>
        Deprecated(volume, OfPod).Concat(AmountWarnings.OfClaimSpec(volume.At("ephemeral", "volumeClaimTemplate", "spec")));

    private static IEnumerable<string> Deprecated(Located source, (string Field, string Text)[] fields) =>
        fields.Where(f => source.Has(f.Field)).Select(f => $"{source[f.Field is "storageos" ? "storageOS" : f.Field].Path}: {f.Text}");

    private static IEnumerable<string> OfAnnotation(Located obj, string key, string text)
    {
        var annotations = obj["metadata"]["annotations"];
        return annotations.Has(key) ? [$"{annotations.Path}[{key}]: {text}"] : [];
    }

    private static IEnumerable<string> OfRecycling(Located spec) => spec.Text("persistentVolumeReclaimPolicy") is "Recycle"
        ? [$"{spec["persistentVolumeReclaimPolicy"].Path}: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning."]
        : [];
}
