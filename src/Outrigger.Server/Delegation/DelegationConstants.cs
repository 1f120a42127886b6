using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Delegation;

/// <summary>Names and times of delegated authentication and authorization, as k8s.io/apiserver has them.</summary>
internal static class DelegationConstants
{
    /// <summary>How long one question may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public const string ConfigMapNamespace = "kube-system";

    public const string ConfigMapName = "extension-apiserver-authentication";

    /// <summary>How often the ConfigMap is read again; it is not watched.</summary>
    public static readonly TimeSpan ConfigMapPeriod = TimeSpan.FromSeconds(30);

    public static ResourcePath TokenReviews { get; } = new(new GroupVersionResource("authentication.k8s.io", "v1", "tokenreviews"));

    public static ResourcePath SelfSubjectReviews { get; } = new(new GroupVersionResource("authentication.k8s.io", "v1", "selfsubjectreviews"));

    public static ResourcePath SubjectAccessReviews { get; } = new(new GroupVersionResource("authorization.k8s.io", "v1", "subjectaccessreviews"));

    public static ResourcePath ConfigMap { get; } = new(new GroupVersionResource("", "v1", "configmaps"), ConfigMapNamespace, ConfigMapName);
}
