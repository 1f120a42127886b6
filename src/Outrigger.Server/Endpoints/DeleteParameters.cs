using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The options of a delete: out of the body when there is one, else out of the query.</summary>
internal static class DeleteParameters
{
    public static (DeleteOptions Options, bool DryRun) Read(JsonObject? body, QueryParameters query)
    {
        var errors = new List<FieldError>();
        var dryRun = WriteOptions.ReadDryRun(body is null ? query.All("dryRun") : Texts(body["dryRun"]), errors);
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(new GroupKind("meta.k8s.io", "DeleteOptions"), "", errors);
        }

        return (body is null ? FromQuery(query) : FromBody(body), dryRun);
    }

    private static DeleteOptions FromQuery(QueryParameters query) => new(
        ListQueries.Number(query, "gracePeriodSeconds"),
        query.First("propagationPolicy"),
        query.First("uid") is { Length: > 0 } uid ? uid : null,
        query.First("resourceVersion") is { Length: > 0 } version ? version : null,
        GoBool.Flag(query.First("orphanDependents")));

    private static DeleteOptions FromBody(JsonObject body) => new(
        Number(body["gracePeriodSeconds"], "gracePeriodSeconds"),
        Text(body["propagationPolicy"], "propagationPolicy"),
        Text(JsonNodes.Get(body, "preconditions", "uid"), "preconditions.uid"),
        Text(JsonNodes.Get(body, "preconditions", "resourceVersion"), "preconditions.resourceVersion"),
        Flag(body["orphanDependents"], "orphanDependents"));

    private static long? Number(JsonNode? node, string field) => node is null ? null : JsonNodes.AsLong(node) ?? throw Mismatch(node, field, "number");

    private static string? Text(JsonNode? node, string field) => node is null ? null : JsonNodes.AsString(node) ?? throw Mismatch(node, field, "string");

    private static bool? Flag(JsonNode? node, string field) => node is null ? null : JsonNodes.AsBool(node) ?? throw Mismatch(node, field, "bool");

    private static List<string> Texts(JsonNode? node) =>
        node is JsonArray list ? [.. list.Select(n => Text(n, "dryRun") ?? "")] : node is null ? [] : throw Mismatch(node, "dryRun", "array");

    private static StatusException Mismatch(JsonNode node, string field, string expected) =>
        ApiErrors.BadRequest($"json: cannot unmarshal {JsonNodes.TypeName(node)} into field DeleteOptions.{field} of type {expected}");
}
