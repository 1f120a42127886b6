using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>The default rules of the built-in kinds.</summary>
internal static class BuiltInDefaulters
{
    private static readonly FrozenDictionary<GroupResource, IKindDefaulter> ByResource = ((IKindDefaulter[])
    [
        new PodDefaulter(), new ServiceDefaulter(), new NodeDefaulter(), new LimitRangeDefaulter(),
        new TemplateDefaulter(new("", "podtemplates"), "template", "spec"),
        new ReplicationControllerDefaulter(), new RolloutDefaulter("deployments"), new RolloutDefaulter("daemonsets"), new StatefulSetDefaulter(),
        new TemplateDefaulter(new("apps", "replicasets"), "spec", "template", "spec"),
        new JobDefaulter(),
        new TemplateDefaulter(new("batch", "cronjobs"), "spec", "jobTemplate", "spec", "template", "spec"),
        new NetworkPolicyDefaulter(), new AutoscalerDefaulter(),
        new DeviceClaimDefaulter(new GroupResource("resource.k8s.io", "resourceclaims"), "spec", "devices"),
        new DeviceClaimDefaulter(new GroupResource("resource.k8s.io", "resourceclaimtemplates"), "spec", "spec", "devices"),
    ]).ToFrozenDictionary(d => d.Resource);

    /// <summary>Applies the rules of a resource; nothing for one without rules.</summary>
    public static void Default(GroupResource resource, JsonObject obj)
    {
        if (ByResource.TryGetValue(resource, out var defaulter))
        {
            defaulter.Default(obj);
        }
    }
}
