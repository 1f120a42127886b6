using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>The labels of EndpointSlices: those of the Service, and whose slice it is.</summary>
internal static class SliceLabels
{
    public const string Service = "kubernetes.io/service-name";
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/> in slices that this controller makes; no other's are touched.</summary>
    public const string Manager = "endpointslice-controller.k8s.io";

    public static Dictionary<string, string> Of(ServiceView service)
    {
        var labels = service.Labels.ToDictionary(StringComparer.Ordinal);
        labels.Remove(ServiceView.HeadlessLabel);
        if (service.IsHeadless)
        {
            labels[ServiceView.HeadlessLabel] = "";
        }

        labels[Service] = service.Key.Name;
        labels[ManagedBy] = Manager;
        return labels;
    }

    /// <summary>Whether both say the same.</summary>
    public static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var value) && value == p.Value);

    public static JsonObject ToJson(IReadOnlyDictionary<string, string> labels)
    {
        var json = new JsonObject();
        foreach (var (key, value) in labels.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            json[key] = value;
        }

        return json;
    }
}
