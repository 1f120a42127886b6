using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ControlPlane.CustomResources.Conversion;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Building;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;
using Outrigger.Server.Networking;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>Makes what serves a CRD out of it.</summary>
internal sealed class DefinitionBuilder(WatchCache cache, Schema objectMeta, AdmissionChain admission, ServiceResolver services, TimeProvider time)
{
    private readonly ResourceBuilder builder = new(cache);

    /// <summary>Builds a CRD whose names are accepted. <paramref name="old"/> is what serves it now; its cache is taken over.</summary>
    public ServedDefinition Build(Definition crd, ServedDefinition? old)
    {
        var kinds = CustomKinds.Of(crd, objectMeta);
        var storage = kinds.First(k => k.Kind.Version == crd.StorageVersion);
        var fields = kinds.SelectMany(k => k.SelectableFields).Distinct(StringComparer.Ordinal).ToList();
        if (old is not null && !old.Registration.Store.Cache.Facts.Labels.SequenceEqual(fields, StringComparer.Ordinal))
        {
            // Other fields must be pulled out of every object: they are read again.
            cache.Close(old.Registration.Store.Model.Resource);
        }

        var registration = builder.Build(new ResourceModel
        {
            Kinds = kinds,
            StorageVersion = storage.Kind.Version,
            Origin = KindOrigin.Custom,
            Strategy = new CustomStrategy(),
            Fields = [.. fields.Select(f => new FactPath(f))],
            Admission = admission,
            ConvertRemotely = Converter(crd),
            ScaleByVersion = Scales(crd),
            Time = time,
        });
        return new ServedDefinition(DefinitionIdentity.Of(crd), registration, Served(crd, registration));
    }

    private static List<ServedResource> Served(Definition crd, ResourceRegistration registration)
    {
        var served = crd.Versions.Where(v => JsonNodes.GetBool(v, "served") == true)
            .Select(v => JsonNodes.GetString(v, "name"))
            .ToHashSet(StringComparer.Ordinal);
        var resources = registration.Versions.Where(r => served.Contains(r.Kind.Kind.Version));
        return crd.IsTerminating
            ? [.. resources.Select(r => r with { Verbs = r.Verbs with { Create = new TerminatingCreator() } })]
            : [.. resources];
    }

    private RemoteConverter? Converter(Definition crd) =>
        JsonNodes.GetObject(crd.Spec, "conversion") is { } conversion && JsonNodes.GetString(conversion, "strategy") is "Webhook"
            ? new WebhookConverter(conversion, services, time).ConvertAsync
            : null;

    private static Dictionary<string, ScalePaths> Scales(Definition crd)
    {
        var paths = new Dictionary<string, ScalePaths>(StringComparer.Ordinal);
        foreach (var version in crd.Versions)
        {
            if (JsonNodes.GetObject(version, "subresources", "scale") is { } scale)
            {
                paths[JsonNodes.GetString(version, "name") ?? ""] = new ScalePaths(
                    JsonNodes.GetString(scale, "specReplicasPath") ?? "",
                    JsonNodes.GetString(scale, "statusReplicasPath") ?? "",
                    JsonNodes.GetString(scale, "labelSelectorPath") is { Length: > 0 } selector ? selector : null);
            }
        }

        return paths;
    }
}
