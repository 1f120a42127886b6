using System.Collections.Frozen;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>The admission plugins by the names of kube-apiserver's flags: what there is, what is on unless told otherwise.</summary>
public static class AdmissionPlugins
{
    /// <summary>Refuses objects in namespaces that are missing or going.</summary>
    public const string NamespaceLifecycle = "NamespaceLifecycle";

    /// <summary>Changing the owners of an object needs the right to delete it.</summary>
    public const string OwnerReferences = "OwnerReferencesPermissionEnforcement";

    /// <summary>Holds pods and claims to the LimitRanges of their namespace.</summary>
    public const string LimitRanger = "LimitRanger";

    /// <summary>Gives pods the number of their priority class.</summary>
    public const string Priority = "Priority";

    /// <summary>Gives pods a service account that exists, and its token.</summary>
    public const string ServiceAccount = "ServiceAccount";

    /// <summary>Taints new nodes not-ready.</summary>
    public const string NodeTaints = "TaintNodesByCondition";

    /// <summary>Has pods stay for five minutes on nodes that are not ready or cannot be reached.</summary>
    public const string Tolerations = "DefaultTolerationSeconds";

    /// <summary>Holds pods to the level of the Pod Security Standards that their namespace asks for.</summary>
    public const string PodSecurity = "PodSecurity";

    /// <summary>Gives claims of volumes the default class.</summary>
    public const string StorageDefault = "DefaultStorageClass";

    /// <summary>Lets claims of volumes grow only when their class allows it.</summary>
    public const string ClaimResize = "PersistentVolumeClaimResize";

    /// <summary>Gives pods what their runtime class asks for.</summary>
    public const string RuntimeClass = "RuntimeClass";

    /// <summary>Gives Ingresses the default class.</summary>
    public const string IngressDefault = "DefaultIngressClass";

    /// <summary>Approving a certificate request needs the right to its signer.</summary>
    public const string CertificateApproval = "CertificateApproval";

    /// <summary>Signing a certificate request needs the right to its signer.</summary>
    public const string CertificateSigning = "CertificateSigning";

    /// <summary>Refuses requests for certificates of <c>system:masters</c>.</summary>
    public const string CertificateSubject = "CertificateSubjectRestriction";

    /// <summary>Has the webhooks of MutatingWebhookConfigurations change objects.</summary>
    public const string MutatingWebhook = "MutatingAdmissionWebhook";

    /// <summary>Asks the webhooks of ValidatingWebhookConfigurations.</summary>
    public const string ValidatingWebhook = "ValidatingAdmissionWebhook";

    /// <summary>Has MutatingAdmissionPolicies change objects.</summary>
    public const string MutatingPolicy = "MutatingAdmissionPolicy";

    /// <summary>Enforces ValidatingAdmissionPolicies.</summary>
    public const string ValidatingPolicy = "ValidatingAdmissionPolicy";

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "AlwaysAdmit", "AlwaysDeny", "AlwaysPullImages", CertificateApproval, CertificateSigning, CertificateSubject,
        "ClusterTrustBundleAttest", IngressDefault, StorageDefault, Tolerations, "DenyServiceExternalIPs",
        "EventRateLimit", "ExtendedResourceToleration", "ImagePolicyWebhook", "JobValidation", "LimitPodHardAntiAffinityTopology",
        LimitRanger, MutatingPolicy, MutatingWebhook, "NamespaceAutoProvision", "NamespaceExists",
        NamespaceLifecycle, "NodeDeclaredFeatureValidator", "NodeRestriction", OwnerReferences, ClaimResize,
        "PodGroupProtection", "PodGroupWorkloadExists", "PodNodeSelector", "PodResizeValidator", PodSecurity,
        "PodTolerationRestriction", "PodTopologyLabels", Priority, "ResourceQuota", RuntimeClass, ServiceAccount,
        "StorageObjectInUseProtection", NodeTaints, ValidatingPolicy, ValidatingWebhook,
    ], StringComparer.Ordinal);

    /// <summary>What this server has.</summary>
    public static IReadOnlyList<string> Available { get; } =
    [
        CertificateApproval, CertificateSigning, CertificateSubject, Tolerations, LimitRanger, NamespaceLifecycle, MutatingPolicy, MutatingWebhook, OwnerReferences, Priority,
        ServiceAccount, NodeTaints, ValidatingPolicy, ValidatingWebhook,
        StorageDefault, ClaimResize, RuntimeClass, IngressDefault, PodSecurity,
    ];

    /// <summary>What is on when no flag says otherwise, as in kube-apiserver.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. Available.Where(n => n != OwnerReferences)];

    /// <summary>
    /// The plugins that are on. What is wrong with the names is added to <paramref name="problems"/>: a name that Kubernetes does not
    /// have, one that is to be on although this server has no such plugin, one that is both on and off.
    /// </summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> enabled, IReadOnlyList<string> disabled, ICollection<string> problems)
    {
        Check("--enable-admission-plugins", enabled, problems);
        Check("--disable-admission-plugins", disabled, problems);
        foreach (var name in enabled.Where(n => Known.Contains(n) && !Available.Contains(n, StringComparer.Ordinal)))
        {
            problems.Add($"--enable-admission-plugins: {name} is not available in this server: it has {string.Join(", ", Available)}");
        }

        foreach (var name in enabled.Intersect(disabled, StringComparer.Ordinal))
        {
            problems.Add($"--enable-admission-plugins and --disable-admission-plugins both name {name}: leave it out of one");
        }

        return [.. Available.Where(n => !disabled.Contains(n, StringComparer.Ordinal)
            && (Default.Contains(n, StringComparer.Ordinal) || enabled.Contains(n, StringComparer.Ordinal)))];
    }

    private static void Check(string flag, IReadOnlyList<string> names, ICollection<string> problems)
    {
        foreach (var name in names.Where(n => !Known.Contains(n)))
        {
            problems.Add($"{flag}: \"{name}\" is no admission plugin of Kubernetes: names are written as {NamespaceLifecycle} is");
        }
    }
}
