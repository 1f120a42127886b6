using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Doctor.Model;

/// <summary>What the doctor reads of the main server.</summary>
internal static class KubernetesPaths
{
    public static ResourcePath ApiServices { get; } = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"));

    public static ResourcePath CustomResources { get; } = new(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"));

    public static ResourcePath AuthenticationConfigMap { get; } =
        new(new GroupVersionResource("", "v1", "configmaps"), "kube-system", "extension-apiserver-authentication");

    public static ResourcePath AccessReviews { get; } = new(new GroupVersionResource("authorization.k8s.io", "v1", "subjectaccessreviews"));

    public static ResourcePath SelfReviews { get; } = new(new GroupVersionResource("authentication.k8s.io", "v1", "selfsubjectreviews"));

    public static ResourcePath Services(string ns) => new(new GroupVersionResource("", "v1", "services"), ns);

    public static ResourcePath Pods(string ns) => new(new GroupVersionResource("", "v1", "pods"), ns);

    public static ResourcePath Secrets(string ns) => new(new GroupVersionResource("", "v1", "secrets"), ns);

    public static ResourcePath ServiceAccounts(string ns) => new(new GroupVersionResource("", "v1", "serviceaccounts"), ns);

    public static ResourcePath Deployments(string ns) => new(new GroupVersionResource("apps", "v1", "deployments"), ns);

    public static ResourcePath Slices(string ns) => new(new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"), ns);

    public static ResourcePath NetworkPolicies(string ns) => new(new GroupVersionResource("networking.k8s.io", "v1", "networkpolicies"), ns);
}
