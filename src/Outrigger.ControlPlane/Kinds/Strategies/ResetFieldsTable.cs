using System.Collections.Frozen;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What writes through subresources never own, where it is not just the spec (the strategies' GetResetFields in Kubernetes).</summary>
internal static class ResetFieldsTable
{
    private static readonly FieldSet Spec = FieldSet.OfFields("spec");
    private static readonly FieldSet Status = FieldSet.OfFields("status");

    /// <summary>Of statuses whose writes leave the metadata alone.</summary>
    public static FieldSet SpecAndMetadata { get; } = Spec.Union(FieldSet.OfFields("metadata"));

    /// <summary>Of statuses whose writes leave the labels alone.</summary>
    public static FieldSet SpecAndLabels { get; } = Spec.Union(FieldSet.OfFields("metadata", "labels"));

    private static readonly FrozenDictionary<string, FieldSet> ByPath = new Dictionary<string, FieldSet>(StringComparer.Ordinal)
    {
        ["namespaces/finalize"] = Status,
        ["pods/status"] = Spec
            .Union(FieldSet.OfFields("metadata", "deletionTimestamp"))
            .Union(FieldSet.OfFields("metadata", "ownerReferences")),
        ["validatingadmissionpolicies.admissionregistration.k8s.io/status"] = SpecAndMetadata,
        ["deployments.apps/status"] = SpecAndLabels,
        ["certificatesigningrequests.certificates.k8s.io/"] = Spec.Union(Status),
        ["certificatesigningrequests.certificates.k8s.io/status"] = Spec.Union(FieldSet.OfFields("status", "conditions")),
        ["certificatesigningrequests.certificates.k8s.io/approval"] = Spec.Union(FieldSet.OfFields("status", "certificate")),
        ["flowschemas.flowcontrol.apiserver.k8s.io/status"] = SpecAndMetadata,
        ["prioritylevelconfigurations.flowcontrol.apiserver.k8s.io/status"] = SpecAndMetadata,
        ["servicecidrs.networking.k8s.io/status"] = SpecAndMetadata,
        ["resourceclaims.resource.k8s.io/status"] = SpecAndMetadata,
        ["volumeattachments.storage.k8s.io/status"] = SpecAndMetadata,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for kinds that are like most.</summary>
    public static FieldSet? Find(GroupResource resource, string subresource) => ByPath.GetValueOrDefault($"{resource}/{subresource}");
}
