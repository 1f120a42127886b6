using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>Service and Available of an APIService.</summary>
internal sealed class ApiServicePrinter : IRowPrinter
{
    public GroupKind Kind => new(ApiServiceKind.Group, "APIService");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(Service(obj)).Add(Available(obj));

    private static string Service(JsonObject obj) => JsonNodes.GetObject(obj, "spec", "service") is { } service
        ? $"{JsonNodes.GetString(service, "namespace")}/{JsonNodes.GetString(service, "name")}"
        : "Local";

    private static string Available(JsonObject obj)
    {
        var condition = ApiServiceReader.ReadCondition(obj) ?? new AvailableCondition("Unknown", "", "");
        return condition is { Status: "True" } or { Reason: "" } ? condition.Status : $"{condition.Status} ({condition.Reason})";
    }
}
