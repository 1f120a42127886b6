using System.Collections.Frozen;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>The controllers by the names of kube-controller-manager: what there is, what <c>--controllers</c> switches on and off.</summary>
public static class Controllers
{
    /// <summary>Fills aggregated cluster roles.</summary>
    public const string ClusterRoleAggregation = "clusterrole-aggregation-controller";

    /// <summary>Rolls Deployments out over ReplicaSets.</summary>
    public const string Deployment = "deployment-controller";

    /// <summary>Keeps the Endpoints of Services.</summary>
    public const string Endpoints = "endpoints-controller";

    /// <summary>Keeps the EndpointSlices of Services.</summary>
    public const string EndpointSlice = "endpointslice-controller";

    /// <summary>Deletes what lost its owners, ends foreground and orphaning deletions.</summary>
    public const string GarbageCollector = "garbage-collector-controller";

    /// <summary>Scales by metrics.</summary>
    public const string HorizontalPodAutoscaler = "horizontal-pod-autoscaler-controller";

    /// <summary>Empties namespaces that are deleted.</summary>
    public const string Namespace = "namespace-controller";

    /// <summary>Keeps the pods of ReplicaSets.</summary>
    public const string ReplicaSet = "replicaset-controller";

    /// <summary>Puts kube-root-ca.crt into every namespace.</summary>
    public const string RootCertificate = "root-ca-certificate-publisher-controller";

    /// <summary>Puts the account default into every namespace.</summary>
    public const string ServiceAccount = "serviceaccount-controller";

    private const string Everything = "*";

    private static readonly FrozenSet<string> Elsewhere = FrozenSet.ToFrozenSet(
    [
        "bootstrap-signer-controller", "certificatesigningrequest-approving-controller", "certificatesigningrequest-cleaner-controller",
        "certificatesigningrequest-signing-controller", "cloud-node-lifecycle-controller", "cronjob-controller", "daemonset-controller",
        "device-taint-eviction-controller", "disruption-controller",
        "endpointslice-mirroring-controller", "ephemeral-volume-controller",
        "job-controller", "kube-apiserver-serving-clustertrustbundle-publisher-controller",
        "legacy-serviceaccount-token-cleaner-controller", "node-ipam-controller", "node-lifecycle-controller", "node-route-controller",
        "persistentvolume-attach-detach-controller", "persistentvolume-binder-controller", "persistentvolume-expander-controller",
        "persistentvolume-protection-controller", "persistentvolumeclaim-protection-controller", "pod-garbage-collector-controller",
        "podcertificaterequest-cleaner-controller", "podgroup-protection-controller",
        "replicationcontroller-controller", "resourceclaim-controller", "resourcepoolstatusrequest-controller",
        "resourcequota-controller", "selinux-warning-controller", "service-ca-certificate-publisher-controller",
        "service-cidr-controller", "service-lb-controller", "serviceaccount-token-controller", "statefulset-controller",
        "storage-version-migrator-controller", "storageversion-garbage-collector-controller", "taint-eviction-controller",
        "token-cleaner-controller", "ttl-after-finished-controller", "ttl-controller",
        "validatingadmissionpolicy-status-controller", "volumeattributesclass-protection-controller",
    ], StringComparer.Ordinal);

    /// <summary>What this server has, all on unless told otherwise.</summary>
    public static IReadOnlyList<string> Available { get; } =
    [
        ClusterRoleAggregation, Deployment, Endpoints, EndpointSlice, GarbageCollector, HorizontalPodAutoscaler, Namespace, ReplicaSet, RootCertificate,
        ServiceAccount,
    ];

    // the older names, which kube-controller-manager still takes
    private static FrozenDictionary<string, string> Aliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["clusterrole-aggregation"] = ClusterRoleAggregation,
        ["deployment"] = Deployment,
        ["endpoint"] = Endpoints,
        ["endpointslice"] = EndpointSlice,
        ["garbagecollector"] = GarbageCollector,
        ["horizontalpodautoscaling"] = HorizontalPodAutoscaler,
        ["namespace"] = Namespace,
        ["replicaset"] = ReplicaSet,
        ["root-ca-cert-publisher"] = RootCertificate,
        ["serviceaccount"] = ServiceAccount,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// The controllers that are on: <c>*</c> for all, <c>foo</c> for one, <c>-foo</c> for none of it, <c>-*</c> for none at all; of two
    /// words on one controller the first counts. What is wrong with the words is added to <paramref name="problems"/>.
    /// </summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> words, ICollection<string> problems)
    {
        foreach (var word in words)
        {
            Check(word, problems);
        }

        if (words.Contains("-*", StringComparer.Ordinal) && words.Contains(Everything, StringComparer.Ordinal))
        {
            problems.Add("--controllers names both * and -*: leave one out");
        }

        return [.. Available.Where(name => IsOn(name, words))];
    }

    private static bool IsOn(string name, IReadOnlyList<string> words)
    {
        var own = words.FirstOrDefault(w => string.Equals(Canonical(w), name, StringComparison.Ordinal));
        return own is null ? words.Contains(Everything, StringComparer.Ordinal) : own[0] != '-';
    }

    private static void Check(string word, ICollection<string> problems)
    {
        var name = Canonical(word);
        if (name is Everything || Available.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        if (!Elsewhere.Contains(name))
        {
            problems.Add($"--controllers: \"{name}\" is not in the list of known controllers: {string.Join(", ", Available)}");
        }
        else if (word[0] != '-')
        {
            problems.Add($"--controllers: {name} is not available in this server: it has {string.Join(", ", Available)}");
        }
    }

    private static string Canonical(string word)
    {
        var name = word.StartsWith('-') ? word[1..] : word;
        return Aliases.GetValueOrDefault(name, name);
    }
}
