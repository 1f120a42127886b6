using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Kinds.Strategies;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>The strategies of the stored built-in kinds.</summary>
/// <param name="claims">What services have for themselves.</param>
/// <param name="loopbackAllowed">Whether the service of a namespace and name may have loopback endpoints.</param>
/// <param name="eventTimeToLive">How long Events stay; zero for ever.</param>
internal sealed class KindStrategies(ServiceClaims claims, Func<string, string, bool> loopbackAllowed, TimeSpan eventTimeToLive)
{
    public BuiltInStrategy For(GroupResource resource) => resource.ToString() switch
    {
        "configmaps" => new ConfigMapStrategy(),
        "endpoints" => new EndpointsStrategy(loopbackAllowed),
        "endpointslices.discovery.k8s.io" => new EndpointSliceStrategy(loopbackAllowed),
        "events" => new EventStrategy(eventTimeToLive),
        "horizontalpodautoscalers.autoscaling" => new AutoscalerStrategy(),
        "ingresses.networking.k8s.io" => new IngressStrategy(),
        "poddisruptionbudgets.policy" => new DisruptionBudgetStrategy(),
        "jobs.batch" => new JobStrategy(),
        "namespaces" => new NamespaceStrategy(),
        "nodes" => new NodeStrategy(),
        "persistentvolumeclaims" => new ClaimStrategy(),
        "persistentvolumes" => new VolumeStrategy(),
        "pods" => new PodStrategy(),
        "secrets" => new SecretStrategy(),
        "serviceaccounts" => new ServiceAccountStrategy(),
        "services" => new ServiceStrategy(claims),
        "limitranges" => new RuledStrategy(resource, new KindRules(LimitRangeRules.Check)),
        "resourcequotas" => new UnenforcedStrategy(
            resource, new KindRules(QuotaRules.Check) { CheckUpdate = QuotaRules.CheckUpdate, CheckStatus = QuotaRules.CheckStatus }),
        "daemonsets.apps" or "deployments.apps" or "replicasets.apps" or "statefulsets.apps" => new WorkloadStrategy(resource),
        "mutatingwebhookconfigurations.admissionregistration.k8s.io" or "validatingwebhookconfigurations.admissionregistration.k8s.io" =>
            new WebhookConfigurationStrategy(resource),
        "certificatesigningrequests.certificates.k8s.io" => new SigningRequestStrategy(),
        "clusterroles.rbac.authorization.k8s.io" or "roles.rbac.authorization.k8s.io" => new RoleStrategy(resource),
        "clusterrolebindings.rbac.authorization.k8s.io" or "rolebindings.rbac.authorization.k8s.io" => new RoleBindingStrategy(resource),
        "mutatingadmissionpolicies.admissionregistration.k8s.io" => new RuledStrategy(resource, new KindRules(PolicyRules.CheckMutating)),
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io" =>
            new RuledStrategy(resource, new KindRules(PolicyBindingRules.CheckMutating)),
        "validatingadmissionpolicies.admissionregistration.k8s.io" => new PolicyStrategy(resource),
        "validatingadmissionpolicybindings.admissionregistration.k8s.io" =>
            new RuledStrategy(resource, new KindRules(PolicyBindingRules.CheckValidating)),
        _ => KindRulesTable.Find(resource) is { } rules ? new RuledStrategy(resource, rules) : new BuiltInStrategy(resource),
    };
}
