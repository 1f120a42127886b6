using System.Collections.Frozen;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The printers of the kinds whose columns a schema file alone cannot describe.</summary>
public static class BuiltInPrinters
{
    private static readonly FrozenDictionary<GroupKind, IRowPrinter> ByKind = ((IRowPrinter[])
    [
        new PodPrinter(), new ServicePrinter(), new NodePrinter(), new EndpointsPrinter(), new EndpointSlicePrinter(),
        new EventPrinter(""), new EventPrinter("events.k8s.io"), new BindingPrinter("RoleBinding"), new BindingPrinter("ClusterRoleBinding"),
        new JobPrinter(), new IngressPrinter(), new IngressClassPrinter(), new StorageClassPrinter(), new VolumePrinter(),
        new VolumeClaimPrinter(), new QuotaPrinter(), new ComponentStatusPrinter(), new RevisionPrinter(), new SigningRequestPrinter(),
        new PolicyBindingPrinter("ValidatingAdmissionPolicyBinding"), new PolicyBindingPrinter("MutatingAdmissionPolicyBinding"),
        new IpAddressPrinter(), new ResourceClaimPrinter(), new AutoscalerPrinter(),
    ]).ToFrozenDictionary(p => p.Kind);

    /// <summary>The printer of a kind; null when its columns need none.</summary>
    public static IRowPrinter? For(GroupKind kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>The kind with its printer, ready to be served.</summary>
    public static KindDefinition Attach(KindDefinition kind) => kind with { Printer = For(kind.Kind.GroupKind) };
}
