using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Http;

/// <summary>A <see cref="Status"/> as the v1 Status object, fields in Kubernetes' order.</summary>
public static class StatusTree
{
    /// <summary>Makes the tree.</summary>
    public static JsonObject From(Status status)
    {
        var tree = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = status.Continue is { } token ? new JsonObject { ["continue"] = token } : new JsonObject(),
            ["status"] = status.IsSuccess ? "Success" : "Failure",
        };
        Add(tree, "message", status.Message);
        Add(tree, "reason", status.Reason);
        if (status.Details is { } details)
        {
            tree["details"] = From(details);
        }

        if (!status.IsSuccess)
        {
            tree["code"] = (long)status.Code;
        }

        return tree;
    }

    private static JsonObject From(StatusDetails details)
    {
        var tree = new JsonObject();
        Add(tree, "name", details.Name);
        Add(tree, "group", details.Group);
        Add(tree, "kind", details.Kind);
        Add(tree, "uid", details.Uid);
        if (details.Causes is { Count: > 0 } causes)
        {
            tree["causes"] = new JsonArray([.. causes.Select(From)]);
        }

        if (details.RetryAfterSeconds > 0)
        {
            tree["retryAfterSeconds"] = (long)details.RetryAfterSeconds;
        }

        return tree;
    }

    private static JsonObject From(StatusCause cause)
    {
        var tree = new JsonObject();
        Add(tree, "reason", cause.Reason);
        Add(tree, "message", cause.Message);
        Add(tree, "field", cause.Field);
        return tree;
    }

    private static void Add(JsonObject tree, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            tree[key] = value;
        }
    }
}
