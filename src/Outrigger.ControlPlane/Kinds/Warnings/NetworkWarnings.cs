namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Services, what stands behind them, and the rules between them: deprecated and ignored fields, addresses in another form.</summary>
internal static class NetworkWarnings
{
    private const string IngressClass = "kubernetes.io/ingress.class";
    private const string Hints = "service.kubernetes.io/topology-aware-hints";
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";

    public static IEnumerable<string> OfService(Located service)
    {
        var spec = service["spec"];
        var isExternalName = spec.Text("type") is "ExternalName";
        var isHeadless = spec.Text("type") is "ClusterIP" && spec.Text("clusterIP") is "None";
        var externals = spec["externalIPs"].Items().ToList();
        var addresses = spec.Text("clusterIP") is "" or "None" ? [] : spec["clusterIPs"].Items();
        (bool IsSo, string Text)[] facts =
        [
            (service["metadata"]["annotations"].Has(Hints), $"annotation {Hints} is deprecated, please use service.kubernetes.io/topology-mode instead"),
            (isHeadless && spec.Text("loadBalancerIP").Length > 0, "spec.loadBalancerIP is ignored for headless services"),
            (isHeadless && externals.Count > 0, "spec.externalIPs is ignored for headless services"),
            (isHeadless && spec.Text("sessionAffinity") is not "None", "spec.SessionAffinity is ignored for headless services"),
            (externals.Count > 0 && !isHeadless && !isExternalName, "spec.externalIPs is deprecated and may no longer be implemented in some clusters"),
            (isExternalName && externals.Count > 0, "spec.externalIPs is ignored when spec.type is \"ExternalName\""),
            (!isExternalName && spec.Text("externalName").Length > 0, "spec.externalName is ignored when spec.type is not \"ExternalName\""),
            (spec.Text("trafficDistribution") is "PreferClose", "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\""),
        ];
        return facts.Where(f => f.IsSo).Select(f => f.Text)
            .Concat(addresses.Concat(externals).Append(spec["loadBalancerIP"]).SelectMany(AddressWarnings.Of))
            .Concat(spec["loadBalancerSourceRanges"].Items().SelectMany(AddressWarnings.OfRange));
    }

    public static IEnumerable<string> OfEndpoints(Located endpoints) =>
        from subset in endpoints["subsets"].Items()
        from address in subset["addresses"].Items().Concat(subset["notReadyAddresses"].Items())
        from warning in AddressWarnings.Of(address["ip"])
        select warning;

    /// <summary>A new slice; an update cannot change the type of its addresses.</summary>
    public static IEnumerable<string> OfNewSlice(Located slice) => slice.Text("addressType") is "FQDN"
        ? OfSlice(slice).Prepend("spec.addressType: FQDN endpoints are deprecated")
        : OfSlice(slice);

    // What a controller of the cluster wrote is in its form already.
    public static IEnumerable<string> OfSlice(Located slice) =>
        slice["metadata"]["labels"].Text(ManagedBy) is "endpointslice-controller.k8s.io" or "endpointslicemirroring-controller.k8s.io"
            || slice.Text("addressType") is "FQDN"
            ? []
            : slice["endpoints"].Items().SelectMany(e => e["addresses"].Items()).SelectMany(AddressWarnings.Of);

    public static IEnumerable<string> OfNewIngress(Located ingress) =>
        ingress["metadata"]["annotations"].Has(IngressClass) && !ingress["spec"]["ingressClassName"].IsSet
            ? [$"annotation \"{IngressClass}\" is deprecated, please use 'spec.ingressClassName' instead"]
            : [];

    public static IEnumerable<string> OfPolicy(Located policy)
    {
        var spec = policy["spec"];
        return spec["ingress"].Items().SelectMany(rule => rule["from"].Items())
            .Concat(spec["egress"].Items().SelectMany(rule => rule["to"].Items()))
            .Select(peer => peer["ipBlock"])
            .SelectMany(block => block["except"].Items().Prepend(block["cidr"]))
            .SelectMany(AddressWarnings.OfRange);
    }
}
