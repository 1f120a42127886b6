using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>
/// What a client is told of a built-in object that is accepted all the same (the WarningsOnCreate and WarningsOnUpdate of kubernetes
/// pkg/registry). An update says nothing of a template of pods that stays as it is, and nothing of a pod: those who write pods are
/// mostly programs.
/// </summary>
internal static class KindWarnings
{
    private const string InPods = "Pod names and hostnames";
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    /// <summary>The warnings about a new object.</summary>
    public static IEnumerable<string> OfNew(GroupResource resource, JsonObject obj)
    {
        var whole = new Located(obj, "");
        var spec = whole["spec"];
        return resource.ToString() switch
        {
            "pods" => WorkloadWarnings.OfName(whole, "the Pod's hostname").Concat(PodWarnings.Of(whole)),
            "deployments.apps" or "replicasets.apps" or "replicationcontrollers" =>
                WorkloadWarnings.OfName(whole, InPods).Concat(PodWarnings.Of(spec["template"])),
            "daemonsets.apps" => PodWarnings.Of(spec["template"]),
            "statefulsets.apps" => PodWarnings.Of(spec["template"]).Concat(WorkloadWarnings.OfStatefulSet(spec, "")),
            "jobs.batch" => WorkloadWarnings.OfName(whole, InPods).Concat(WorkloadWarnings.OfJob(spec)),
            "cronjobs.batch" => WorkloadWarnings.OfName(whole, InPods).Concat(WorkloadWarnings.OfJob(spec.At("jobTemplate", "spec"))),
            "podtemplates" => PodWarnings.Of(whole["template"]),
            "endpointslices.discovery.k8s.io" => NetworkWarnings.OfNewSlice(whole),
            "ingresses.networking.k8s.io" => NetworkWarnings.OfNewIngress(whole),
            "resourcequotas" => ClusterWarnings.OfNewQuota(whole),
            "csidrivers.storage.k8s.io" => ClusterWarnings.OfDriver(whole, null),
            _ => OfEither(resource, whole),
        };
    }

    /// <summary>The warnings about an object that was there.</summary>
    public static IEnumerable<string> OfUpdate(GroupResource resource, JsonObject obj, JsonObject old)
    {
        var whole = new Located(obj, "");
        var spec = whole["spec"];
        var isOther = MetadataView.Of(obj).Generation != MetadataView.Of(old).Generation;
        return resource.ToString() switch
        {
            "deployments.apps" or "replicasets.apps" or "replicationcontrollers" => isOther ? PodWarnings.Of(spec["template"]) : [],
            "daemonsets.apps" => MetadataView.Of(obj).Annotation(TemplateGeneration) != MetadataView.Of(old).Annotation(TemplateGeneration)
                ? PodWarnings.Of(spec["template"])
                : [],
            "statefulsets.apps" => (isOther ? PodWarnings.Of(spec["template"]) : []).Concat(WorkloadWarnings.OfStatefulSet(spec, ".Spec")),
            "jobs.batch" => isOther ? WorkloadWarnings.OfJob(spec) : [],
            "cronjobs.batch" =>
                (isOther ? WorkloadWarnings.OfJob(spec.At("jobTemplate", "spec")) : []).Concat(WorkloadWarnings.OfSchedule(spec)),
            "podtemplates" => isOther ? PodWarnings.Of(whole["template"]) : [],
            "endpointslices.discovery.k8s.io" => NetworkWarnings.OfSlice(whole),
            "csidrivers.storage.k8s.io" => ClusterWarnings.OfDriver(whole, new(old, "")),
            _ => OfEither(resource, whole),
        };
    }

    private static IEnumerable<string> OfEither(GroupResource resource, Located whole) => resource.ToString() switch
    {
        "services" => NetworkWarnings.OfService(whole),
        "endpoints" => NetworkWarnings.OfEndpoints(whole),
        "networkpolicies.networking.k8s.io" => NetworkWarnings.OfPolicy(whole),
        "nodes" => ClusterWarnings.OfNode(whole),
        "persistentvolumes" => VolumeWarnings.OfVolume(whole),
        "persistentvolumeclaims" => VolumeWarnings.OfClaim(whole),
        "runtimeclasses.node.k8s.io" => ClusterWarnings.OfRuntimeClass(whole),
        "storageclasses.storage.k8s.io" => NodeLabelWarnings.OfTopologies(whole["allowedTopologies"]),
        "csistoragecapacities.storage.k8s.io" => NodeLabelWarnings.OfSelector(whole["nodeTopology"]),
        _ => [],
    };
}
