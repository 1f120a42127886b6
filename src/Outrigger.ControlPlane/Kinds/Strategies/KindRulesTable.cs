using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The rules of kinds that have few (kubernetes pkg/apis/*/validation).</summary>
internal static class KindRulesTable
{
    private const string SystemPrefix = "system-";
    private const long HighestPriority = 1_000_000_000;

    private static readonly FrozenDictionary<string, KindRules> ByResource = new Dictionary<string, KindRules>(StringComparer.Ordinal)
    {
        ["leases.coordination.k8s.io"] = new(Lease),
        ["priorityclasses.scheduling.k8s.io"] = new(PriorityClass, "preemptionPolicy"),
        ["runtimeclasses.node.k8s.io"] = new(
            static (obj, errors) => FieldRules.Named(obj, "handler", "", Formats.Dns1123Label, errors), "handler"),
        ["storageclasses.storage.k8s.io"] = new(StorageClass, "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"),
        ["ingressclasses.networking.k8s.io"] = new(IngressClass, "spec.controller"),
        ["networkpolicies.networking.k8s.io"] = new(NetworkPolicyRules.Check) { CheckUpdate = NetworkPolicyRules.Check },
        ["ipaddresses.networking.k8s.io"] = new(AddressKindRules.CheckAddress, "spec.parentRef"),
        ["servicecidrs.networking.k8s.io"] = new(AddressKindRules.CheckRanges) { CheckUpdate = AddressKindRules.CheckRangesUpdate },
        ["controllerrevisions.apps"] = new(RevisionRules.Check) { CheckUpdate = RevisionRules.CheckUpdate },
        ["podtemplates"] = new(PodTemplateRules.CheckObject),
        ["replicationcontrollers"] = new(ReplicaRules.CheckController) { CheckStatus = ReplicaRules.CheckStatus },
        ["csidrivers.storage.k8s.io"] = new(StorageKindRules.CheckDriver)
        {
            CheckUpdate = StorageKindRules.CheckDriverUpdate,
            PrepareUpdate = StorageKindRules.CountDriver,
        },
        ["csinodes.storage.k8s.io"] = new(StorageKindRules.CheckNode) { CheckUpdate = StorageKindRules.CheckNodeUpdate },
        ["csistoragecapacities.storage.k8s.io"] = new(StorageKindRules.CheckCapacity, "nodeTopology", "storageClassName"),
        ["volumeattachments.storage.k8s.io"] = new(StorageKindRules.CheckAttachment, "spec")
        {
            CheckStatus = StorageKindRules.CheckAttachment,
        },
        ["deviceclasses.resource.k8s.io"] = new(DeviceRules.CheckClass),
        ["resourceclaims.resource.k8s.io"] = new(DeviceRules.CheckClaim, "spec") { CheckUpdate = DeviceRules.CheckNothing },
        ["resourceclaimtemplates.resource.k8s.io"] = new(DeviceRules.CheckTemplate, "spec") { CheckUpdate = DeviceRules.CheckNothing },
        ["resourceslices.resource.k8s.io"] = new(DeviceRules.CheckSlice, "spec.pool.name", "spec.driver", "spec.nodeName"),
        ["volumeattributesclasses.storage.k8s.io"] = new(StorageKindRules.CheckAttributesClass)
        {
            CheckUpdate = StorageKindRules.CheckAttributesClassUpdate,
        },
        ["cronjobs.batch"] = new(CronJobRules.Check) { CheckUpdate = CronJobRules.CheckUpdate },
        ["flowschemas.flowcontrol.apiserver.k8s.io"] = new(FlowRules.CheckSchema) { CheckStatus = FlowRules.CheckStatus },
        ["prioritylevelconfigurations.flowcontrol.apiserver.k8s.io"] = new(FlowRules.CheckLevel) { CheckStatus = FlowRules.CheckStatus },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for a kind that has a strategy of its own, or no rules.</summary>
    public static KindRules? Find(GroupResource resource) => ByResource.GetValueOrDefault(resource.ToString());

    private static void Lease(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        FieldRules.AtLeast(spec, "leaseDurationSeconds", "spec", 1, errors, "must be greater than 0");
        FieldRules.AtLeast(spec, "leaseTransitions", "spec", 0, errors);
    }

    private static void PriorityClass(JsonObject obj, ICollection<FieldError> errors)
    {
        var name = MetadataView.Of(obj).Name;
        var value = JsonNodes.GetLong(obj, "value") ?? 0;
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (SystemFault(name, value, JsonNodes.GetBool(obj, "globalDefault") is true) is { } fault)
            {
                errors.Add(FieldErrors.Forbidden(
                    "metadata.name", $"priority class names with '{SystemPrefix}' prefix are reserved for system use only. error: {fault}"));
            }
        }
        else if (value > HighestPriority)
        {
            errors.Add(FieldErrors.Forbidden("value", $"maximum allowed value of a user defined priority is {HighestPriority}"));
        }

        FieldRules.OneOf(obj, "preemptionPolicy", "", ["Never", "PreemptLowerPriority"], errors);
    }

    private static string? SystemFault(string name, long value, bool isDefault)
    {
        var expected = name switch
        {
            "system-cluster-critical" => 2 * HighestPriority,
            "system-node-critical" => (2 * HighestPriority) + 1000,
            _ => 0,
        };
        return expected == 0 ? $"{name} is not a known system priority class"
            : value != expected ? $"value of {name} PriorityClass must be {expected}"
            : isDefault ? $"globalDefault of {name} PriorityClass must be false"
            : null;
    }

    private static void StorageClass(JsonObject obj, ICollection<FieldError> errors)
    {
        StorageKindRules.CheckProvisioner(obj, "provisioner", errors);
        StorageKindRules.CheckParameters(obj, errors);
        FieldRules.OneOf(obj, "reclaimPolicy", "", ["Delete", "Retain"], errors);
        FieldRules.OneOf(obj, "volumeBindingMode", "", ["Immediate", "WaitForFirstConsumer"], errors, isRequired: true);
    }

    private static void IngressClass(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var controller = JsonNodes.GetString(spec, "controller") ?? "";
        var slash = controller.IndexOf('/', StringComparison.Ordinal);
        if (controller.Length == 0)
        {
            errors.Add(FieldErrors.Required("spec.controller"));
        }
        else if (slash <= 0 || slash == controller.Length - 1)
        {
            errors.Add(FieldErrors.Invalid("spec.controller", controller, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        }

        if (JsonNodes.GetObject(spec, "parameters") is not { } parameters)
        {
            return;
        }

        ReferenceRules.Check(parameters, "spec.parameters", errors);
        FieldRules.OneOf(parameters, "scope", "spec.parameters", ["Cluster", "Namespace"], errors, isRequired: true);
        var hasNamespace = JsonNodes.GetString(parameters, "namespace") is not null;
        var scope = JsonNodes.GetString(parameters, "scope");
        if (scope is "Namespace" && !hasNamespace)
        {
            errors.Add(FieldErrors.Required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'"));
        }
        else if (scope is "Namespace")
        {
            FieldRules.Form(parameters, "namespace", "spec.parameters", Formats.Dns1123Label, errors);
        }
        else if (scope is "Cluster" && hasNamespace)
        {
            errors.Add(FieldErrors.Forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'"));
        }
    }
}
