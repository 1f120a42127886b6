using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Services: cluster IPs and node ports are given out and kept, fields of another type go when the type changes. The cluster has
/// one address family, IPv4.
/// </summary>
internal sealed class ServiceStrategy(ServiceClaims claims) : BuiltInStrategy(new GroupResource("", "services"))
{
    private readonly ServiceAllocator allocator = new(claims);
    private readonly ServicePorts ports = new(new ServiceAllocator(claims));

    /// <inheritdoc/>
    public override bool HasClaims => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ObjectWrite> Claims(StoredObject? before, StoredObject? after) => claims.Of(before, after);

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        var form = new ServiceForm(obj);
        if (form.ClusterIp.Length > 0 && form.ClusterIps.Count == 0)
        {
            form.SetClusterIp(form.ClusterIp);
        }

        Allocate(obj, form, null);
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        var form = new ServiceForm(obj);
        var before = new ServiceForm(old);
        DropOtherType(form, before);
        if (!form.IsExternalName && !before.IsExternalName)
        {
            // A client that read only one of the two changes both with it.
            if (form.ClusterIp.Length > 0 && form.ClusterIp != before.ClusterIp && form.ClusterIps.SequenceEqual(before.ClusterIps))
            {
                form.SetClusterIp(form.ClusterIp);
            }

            form.Inherit(before, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");
        }

        ServicePorts.Keep(form, before);
        Allocate(obj, form, before);
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) =>
        ServiceRules.Check(new ServiceForm(obj), errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var form = new ServiceForm(obj);
        var before = new ServiceForm(old);
        var comparable = !form.IsExternalName && !before.IsExternalName && before.ClusterIps.Count > 0;
        if (comparable && !form.ClusterIps.SequenceEqual(before.ClusterIps))
        {
            errors.Add(FieldErrors.Invalid("spec.clusterIPs[0]", form.Spec["clusterIPs"], "may not change once set"));
        }

        if (form.NeedsHealthCheck && before.NeedsHealthCheck && form.HealthCheckPort != before.HealthCheckPort)
        {
            errors.Add(FieldErrors.Forbidden("spec.healthCheckNodePort", "field is immutable"));
        }

        // What an older version let pass does not keep the service from being changed elsewhere.
        if (form.ClusterIp != before.ClusterIp || !form.ClusterIps.SequenceEqual(before.ClusterIps))
        {
            ServiceAddressRules.Check(form, before.ClusterIps, errors);
        }

        Validate(context, obj, errors);
    }

    private static void DropOtherType(ServiceForm form, ServiceForm old)
    {
        if (form.IsExternalName && !old.IsExternalName)
        {
            form.Drop(old, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy");
        }

        if (old.NeedsNodePorts && !form.NeedsNodePorts)
        {
            ServicePorts.Drop(form);
        }

        if (old.NeedsHealthCheck && !form.NeedsHealthCheck)
        {
            form.Drop(old, "healthCheckNodePort");
        }

        if (old.Type is "LoadBalancer" && form.Type is not "LoadBalancer")
        {
            form.Drop(old, "allocateLoadBalancerNodePorts", "loadBalancerClass");
        }

        if (old.Type is "NodePort" or "LoadBalancer" && form.Type is not ("NodePort" or "LoadBalancer"))
        {
            form.Drop(old, "externalTrafficPolicy", "healthCheckNodePort");
        }
    }

    private void Allocate(JsonObject obj, ServiceForm form, ServiceForm? old)
    {
        var errors = new List<FieldError>();
        if (old is null)
        {
            ServiceAddressRules.Check(form, [], errors);
        }

        if (!form.IsExternalName && errors.Count == 0)
        {
            SetFamilies(form);
            AllocateAddress(form, old, errors);
        }

        if (errors.Count == 0)
        {
            ports.Allocate(form, old, errors);
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(new GroupKind("", "Service"), JsonNodes.GetString(obj, "metadata", "name") ?? "", errors);
        }
    }

    private static void SetFamilies(ServiceForm form)
    {
        // Whatever stands behind a headless service without a selector may have both families.
        var dual = form.IsHeadless && !form.HasSelector;
        form.Spec["ipFamilyPolicy"] ??= dual ? "RequireDualStack" : "SingleStack";
        if (JsonNodes.StringList(form.Spec["ipFamilies"]).Count == 0)
        {
            var both = dual && JsonNodes.GetString(form.Spec, "ipFamilyPolicy") is not "SingleStack";
            form.Spec["ipFamilies"] = both ? new JsonArray("IPv4", "IPv6") : new JsonArray("IPv4");
        }
    }

    private void AllocateAddress(ServiceForm form, ServiceForm? old, List<FieldError> errors)
    {
        if (form.IsHeadless || (old is { } before && before.ClusterIps.SequenceEqual(form.ClusterIps) && form.ClusterIps.Count > 0))
        {
            return;
        }

        if (form.ClusterIps.Count == 0)
        {
            form.SetClusterIp(allocator.FindAddress());
        }
        else if (old is null or { IsExternalName: true } or { ClusterIps.Count: 0 })
        {
            var faults = form.ClusterIps.Select(allocator.Refusal).OfType<string>();
            errors.AddRange(faults.Select(fault => FieldErrors.Invalid("spec.clusterIPs", form.Spec["clusterIPs"], fault)));
        }
    }
}
