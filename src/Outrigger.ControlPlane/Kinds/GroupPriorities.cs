using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>The built-in group versions that are served, with their places in discovery (kube-apiserver's aggregator.go).</summary>
internal static class GroupPriorities
{
    public static IReadOnlyList<(GroupVersion GroupVersion, int Group, int Version)> All { get; } =
    [
        (new("", "v1"), 18000, 1),
        (new("apps", "v1"), 17800, 15),
        (new("events.k8s.io", "v1"), 17750, 15),
        (new("authentication.k8s.io", "v1"), 17700, 15),
        (new("authorization.k8s.io", "v1"), 17600, 15),
        (new("autoscaling", "v1"), 17500, 15),
        (new("autoscaling", "v2"), 17500, 30),
        (new("batch", "v1"), 17400, 15),
        (new("certificates.k8s.io", "v1"), 17300, 15),
        (new("networking.k8s.io", "v1"), 17200, 15),
        (new("policy", "v1"), 17100, 15),
        (new("rbac.authorization.k8s.io", "v1"), 17000, 15),
        (new("storage.k8s.io", "v1"), 16800, 15),
        (new("apiextensions.k8s.io", "v1"), 16700, 15),
        (new("admissionregistration.k8s.io", "v1"), 16700, 15),
        (new("scheduling.k8s.io", "v1"), 16600, 15),
        (new("coordination.k8s.io", "v1"), 16500, 15),
        (new("node.k8s.io", "v1"), 16300, 15),
        (new("discovery.k8s.io", "v1"), 16200, 15),
        (new("resource.k8s.io", "v1"), 16200, 21),
        (new("flowcontrol.apiserver.k8s.io", "v1"), 16100, 21),
    ];
}
