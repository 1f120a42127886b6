using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.MetricsServer.Cluster;

/// <summary>What is kept of a Node.</summary>
internal sealed record NodeView(string Name)
{
    /// <summary>Lets a kubelet that is none (a virtual one) serve its figures at another path.</summary>
    public const string PathAnnotation = "metrics.k8s.io/resource-metrics-path";

    /// <summary>Ordered by key.</summary>
    public KeyValuePair<string, string>[] Labels { get; init; } = [];

    public IReadOnlyList<NodeAddress> Addresses { get; init; } = [];

    /// <summary>status.daemonEndpoints.kubeletEndpoint.Port; 0 when it is not there.</summary>
    public int KubeletPort { get; init; }

    /// <summary>The value of <see cref="PathAnnotation"/>; empty when there is none.</summary>
    public string MetricsPath { get; init; } = "";

    /// <summary>Whether its condition Ready is True.</summary>
    public bool IsReady { get; init; }

    /// <summary>Reads what <see cref="Reduce"/> left.</summary>
    public static NodeView Read(JsonObject node, LabelSet labels) => new(labels.Kept(JsonNodes.GetString(node, "metadata", "name") ?? ""))
    {
        Labels = labels.Of(node),
        Addresses =
        [
            .. JsonNodes.Objects(node, "status", "addresses")
                .Select(a => new NodeAddress(JsonNodes.GetString(a, "type") ?? "", JsonNodes.GetString(a, "address") ?? ""))
                .Where(a => a.Address.Length > 0),
        ],
        KubeletPort = JsonNodes.GetLong(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port") is > 0 and <= 65535 and var port ? (int)port : 0,
        MetricsPath = JsonNodes.GetString(node, "metadata", "annotations", PathAnnotation) ?? "",
        IsReady = JsonNodes.Objects(node, "status", "conditions")
            .Any(c => JsonNodes.GetString(c, "type") == "Ready" && JsonNodes.GetString(c, "status") == "True"),
    };

    /// <summary>Leaves of a Node what is read of it; its images alone are often ten times that.</summary>
    public static JsonObject Reduce(JsonObject node)
    {
        var metadata = PodView.ReduceMetadata(node);
        if (JsonNodes.GetString(node, "metadata", "annotations", PathAnnotation) is { } path)
        {
            metadata["annotations"] = new JsonObject { [PathAnnotation] = path };
        }

        var status = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["addresses", "daemonEndpoints", "conditions"])
        {
            if (JsonNodes.GetObject(node, "status") is { } all)
            {
                JsonNodes.Move(all, status, name);
            }
        }

        return new JsonObject { ["metadata"] = metadata, ["status"] = status };
    }
}
