using System.Text.Json;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Writes operations: parameters, bodies, answers.</summary>
internal sealed class OperationWriter(Utf8JsonWriter json, string tag, bool builtIn)
{
    private readonly string[] bodyTypes = builtIn
        ? ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"]
        : ["application/json", "application/yaml"];

    private readonly string[] patchTypes = builtIn
        ? ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"]
        : ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];

    /// <summary>Writes a path with what its operations share.</summary>
    public void WritePath(string path, IReadOnlyList<OpenApiOperation> operations, params IReadOnlyList<OpenApiParameter> shared)
    {
        if (operations.Count == 0)
        {
            return;
        }

        json.WriteStartObject(path);
        foreach (var operation in operations)
        {
            WriteOperation(operation);
        }

        WriteParameters([.. shared, OpenApiParameters.Pretty]);
        json.WriteEndObject();
    }

    private void WriteOperation(OpenApiOperation operation)
    {
        json.WriteStartObject(operation.Method);
        json.WriteStartArray("tags"u8);
        json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteString("operationId"u8, operation.Id);
        if (operation.Parameters.Count > 0)
        {
            WriteParameters(operation.Parameters);
        }

        if (operation.Body is { } body)
        {
            json.WriteStartObject("requestBody"u8);
            WriteContent(operation.Action is "patch" ? patchTypes : bodyTypes, body);
            json.WriteBoolean("required"u8, operation.Action is not ("delete" or "deletecollection"));
            json.WriteEndObject();
        }

        json.WriteStartObject("responses"u8);
        WriteAnswer("200", "OK", operation.Answer);
        if (operation.Action is "post" or "put" or "patch")
        {
            WriteAnswer("201", "Created", operation.Answer);
        }

        WriteAnswer("401", "Unauthorized", null);
        json.WriteEndObject();
        json.WriteString("x-kubernetes-action"u8, operation.Action);
        json.WritePropertyName("x-kubernetes-group-version-kind"u8);
        KindWriter.Write(json, operation.Kind);
        json.WriteEndObject();
    }

    private void WriteAnswer(string code, string description, string? reference)
    {
        json.WriteStartObject(code);
        json.WriteString("description"u8, description);
        if (reference is not null)
        {
            WriteContent(bodyTypes, reference);
        }

        json.WriteEndObject();
    }

    private void WriteContent(string[] types, string reference)
    {
        json.WriteStartObject("content"u8);
        foreach (var type in types)
        {
            json.WriteStartObject(type);
            json.WriteStartObject("schema"u8);
            json.WriteString("$ref"u8, reference);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteParameters(IEnumerable<OpenApiParameter> parameters)
    {
        json.WriteStartArray("parameters"u8);
        foreach (var parameter in parameters)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, parameter.Name);
            json.WriteString("in"u8, parameter.Place);
            json.WriteString("description"u8, parameter.Description);
            if (parameter.Place is "path")
            {
                json.WriteBoolean("required"u8, true);
            }

            json.WriteStartObject("schema"u8);
            json.WriteString("type"u8, parameter.Type);
            json.WriteBoolean("uniqueItems"u8, true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
