using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Access;

/// <summary>The resources that the control plane itself reads and writes.</summary>
internal static class CoreResources
{
    public static GroupVersionResource Namespaces { get; } = new("", "v1", "namespaces");

    public static GroupVersionResource ServiceAccounts { get; } = new("", "v1", "serviceaccounts");

    public static GroupVersionResource ConfigMaps { get; } = new("", "v1", "configmaps");

    public static GroupVersionResource Secrets { get; } = new("", "v1", "secrets");

    public static GroupVersionResource Pods { get; } = new("", "v1", "pods");

    public static GroupVersionResource Nodes { get; } = new("", "v1", "nodes");

    public static GroupVersionResource Services { get; } = new("", "v1", "services");

    public static GroupVersionResource EndpointSlices { get; } = new("discovery.k8s.io", "v1", "endpointslices");

    public static GroupVersionResource CustomResourceDefinitions { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");

    public static GroupVersionResource MutatingWebhookConfigurations { get; } =
        new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");

    public static GroupVersionResource MutatingPolicies { get; } =
        new("admissionregistration.k8s.io", "v1", "mutatingadmissionpolicies");

    public static GroupVersionResource MutatingPolicyBindings { get; } =
        new("admissionregistration.k8s.io", "v1", "mutatingadmissionpolicybindings");

    public static GroupVersionResource ValidatingPolicies { get; } =
        new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies");

    public static GroupVersionResource ValidatingPolicyBindings { get; } =
        new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings");

    public static GroupVersionResource ValidatingWebhookConfigurations { get; } =
        new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations");

    public static GroupVersionResource DisruptionBudgets { get; } = new("policy", "v1", "poddisruptionbudgets");

    public static GroupVersionResource PriorityClasses { get; } = new("scheduling.k8s.io", "v1", "priorityclasses");

    public static GroupVersionResource FlowSchemas { get; } = new("flowcontrol.apiserver.k8s.io", "v1", "flowschemas");

    public static GroupVersionResource PriorityLevels { get; } = new("flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations");

    public static GroupVersionResource ServiceCidrs { get; } = new("networking.k8s.io", "v1", "servicecidrs");

    public static GroupVersionResource IpAddresses { get; } = new("networking.k8s.io", "v1", "ipaddresses");

    public static GroupVersionResource Leases { get; } = new("coordination.k8s.io", "v1", "leases");

    public static GroupVersionResource Endpoints { get; } = new("", "v1", "endpoints");

    public static GroupVersionResource LimitRanges { get; } = new("", "v1", "limitranges");

    public static GroupVersionResource VolumeClaims { get; } = new("", "v1", "persistentvolumeclaims");

    public static GroupVersionResource StorageClasses { get; } = new("storage.k8s.io", "v1", "storageclasses");

    public static GroupVersionResource Ingresses { get; } = new("networking.k8s.io", "v1", "ingresses");

    public static GroupVersionResource IngressClasses { get; } = new("networking.k8s.io", "v1", "ingressclasses");

    public static GroupVersionResource RuntimeClasses { get; } = new("node.k8s.io", "v1", "runtimeclasses");
}
