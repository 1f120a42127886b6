using System.Collections.Frozen;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The traits of every stored built-in kind; one that is not named has the plain ones.</summary>
internal static class KindTraitsTable
{
    private static readonly KindTraits Plain = new();
    private static readonly KindTraits Counted = new() { Generation = true };
    private static readonly KindTraits Orphaning = new() { Generation = true, OrphansByDefault = true };
    private static readonly KindTraits Shown = new() { ShowsDeleted = true };
    private static readonly KindTraits Upserted = new() { CreateOnUpdate = true };
    private static readonly KindTraits Versioned = new() { VersionedUpdate = true };
    private static readonly KindTraits CountedVersioned = new() { Generation = true, VersionedUpdate = true };
    private static readonly KindTraits Rbac = new() { CreateOnUpdate = true, Names = NameRules.PathSegment };

    private static readonly FrozenDictionary<string, KindTraits> ByResource = new Dictionary<string, KindTraits>(StringComparer.Ordinal)
    {
        ["endpoints"] = Upserted,
        ["events"] = Upserted,
        ["limitranges"] = Upserted,
        ["namespaces"] = new() { ShowsDeleted = true, Names = NameRules.DnsLabel },
        ["nodes"] = new() { StatusOnCreate = true },
        ["persistentvolumeclaims"] = Shown,
        ["persistentvolumes"] = Shown,
        ["pods"] = new() { Generation = true, ShowsDeleted = true },
        ["podtemplates"] = new() { Generation = true, ShowsDeleted = true },
        ["replicationcontrollers"] = Orphaning,
        ["resourcequotas"] = Shown,
        ["serviceaccounts"] = Shown,
        ["services"] = new() { CreateOnUpdate = true, ShowsDeleted = true, Names = NameRules.DnsLabel },
        ["daemonsets.apps"] = Counted,
        ["deployments.apps"] = Counted,
        ["replicasets.apps"] = Counted,
        ["statefulsets.apps"] = new() { Generation = true, Names = NameRules.DnsLabel },
        ["cronjobs.batch"] = Counted,
        ["jobs.batch"] = Orphaning,
        ["certificatesigningrequests.certificates.k8s.io"] = new() { Names = NameRules.PathSegment },
        ["leases.coordination.k8s.io"] = new() { CreateOnUpdate = true, VersionedUpdate = true },
        ["customresourcedefinitions.apiextensions.k8s.io"] = new() { Generation = true, VersionedUpdate = true },
        ["endpointslices.discovery.k8s.io"] = Counted,
        ["ingressclasses.networking.k8s.io"] = Counted,
        ["ingresses.networking.k8s.io"] = Counted,
        ["ipaddresses.networking.k8s.io"] = new() { Names = static (name, _) => AddressRules.Canonical(name) },
        ["networkpolicies.networking.k8s.io"] = Counted,
        ["runtimeclasses.node.k8s.io"] = new() { CreateOnUpdate = true, VersionedUpdate = true },
        ["poddisruptionbudgets.policy"] = new() { Generation = true, VersionedUpdate = true },
        ["clusterrolebindings.rbac.authorization.k8s.io"] = Rbac,
        ["clusterroles.rbac.authorization.k8s.io"] = Rbac,
        ["rolebindings.rbac.authorization.k8s.io"] = Rbac,
        ["roles.rbac.authorization.k8s.io"] = Rbac,
        ["priorityclasses.scheduling.k8s.io"] = Counted,
        ["csidrivers.storage.k8s.io"] = new() { VersionedUpdate = true, ShowsDeleted = true },
        ["csinodes.storage.k8s.io"] = new() { VersionedUpdate = true, ShowsDeleted = true },
        ["csistoragecapacities.storage.k8s.io"] = Versioned,
        ["storageclasses.storage.k8s.io"] = Shown,
        ["volumeattachments.storage.k8s.io"] = new() { VersionedUpdate = true, ShowsDeleted = true },
        ["volumeattributesclasses.storage.k8s.io"] = Shown,
        ["mutatingadmissionpolicies.admissionregistration.k8s.io"] = CountedVersioned,
        ["mutatingadmissionpolicybindings.admissionregistration.k8s.io"] = CountedVersioned,
        ["mutatingwebhookconfigurations.admissionregistration.k8s.io"] = CountedVersioned,
        ["validatingadmissionpolicies.admissionregistration.k8s.io"] = CountedVersioned,
        ["validatingadmissionpolicybindings.admissionregistration.k8s.io"] = CountedVersioned,
        ["validatingwebhookconfigurations.admissionregistration.k8s.io"] = CountedVersioned,
        ["flowschemas.flowcontrol.apiserver.k8s.io"] = new() { Generation = true, CreateOnUpdate = true, VersionedUpdate = true },
        ["prioritylevelconfigurations.flowcontrol.apiserver.k8s.io"] =
            new() { Generation = true, CreateOnUpdate = true, VersionedUpdate = true },
        ["deviceclasses.resource.k8s.io"] = new() { Generation = true, ShowsDeleted = true },
        ["resourceclaims.resource.k8s.io"] = Shown,
        ["resourceclaimtemplates.resource.k8s.io"] = Shown,
        ["resourceslices.resource.k8s.io"] = new() { Generation = true, ShowsDeleted = true },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static KindTraits Of(GroupResource resource) => ByResource.GetValueOrDefault(resource.ToString(), Plain);
}
