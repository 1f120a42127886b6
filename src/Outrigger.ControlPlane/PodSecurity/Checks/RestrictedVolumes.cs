using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Volumes of the API, of claims and of CSI drivers only.</summary>
internal static class RestrictedVolumes
{
    private static readonly string[] Allowed =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] Known =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd", "flexVolume", "cinder", "cephfs",
        "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "portworxVolume", "scaleIO", "storageos",
    ];

    public static SecurityCheck Check { get; } =
        new("restrictedVolumes", SecurityLevel.Restricted, (0, Run)) { Overrides = "hostPathVolumes" };

    private static Violation? Run(SecurityPod pod)
    {
        var bad = new List<string>();
        var types = Wording.Sorted();
        foreach (var volume in pod.Volumes.Where(v => !Allowed.Any(a => Has(v, a))))
        {
            bad.Add(JsonNodes.GetString(volume, "name") ?? "");
            types.Add(Array.Find(Known, k => Has(volume, k)) ?? "unknown");
        }

        const string What = "restricted volume type";
        return bad.Count == 0
            ? null
            : new(
                What + "s",
                $"{Wording.Plural("volume", "volumes", bad.Count)} {Wording.Quote(bad)} {Wording.Plural("uses", "use", bad.Count)} {Wording.Plural(What, What + "s", types.Count)} {Wording.Quote(types)}");
    }

    private static bool Has(JsonObject volume, string type) => JsonNodes.GetObject(volume, type) is not null;
}
