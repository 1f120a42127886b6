using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.Aggregator.Kinds;

/// <summary>Service and Available of an APIService (kube-aggregator, registry/apiservice/etcd).</summary>
public sealed class ApiServicePrinter : IRowPrinter
{
    /// <inheritdoc/>
    public GroupKind Kind => new("apiregistration.k8s.io", "APIService");

    /// <inheritdoc/>
    public void Print(JsonObject obj, RowCells cells)
    {
        var service = JsonNodes.GetObject(obj, "spec", "service");
        cells.Add(service is null ? "Local" : $"{JsonNodes.GetString(service, "namespace")}/{JsonNodes.GetString(service, "name")}").Add(Available(obj));
    }

    private static string Available(JsonObject obj)
    {
        var condition = JsonNodes.GetArray(obj, "status", "conditions")?.OfType<JsonObject>()
            .FirstOrDefault(c => JsonNodes.GetString(c, "type") is "Available");
        return JsonNodes.GetString(condition, "status") switch
        {
            null => "Unknown",
            "True" => "True",
            var status => JsonNodes.GetString(condition, "reason") is { Length: > 0 } reason ? $"{status} ({reason})" : status,
        };
    }
}
