using System.Text.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>
/// Writes what OpenAPI v2 says as v3, for servers that have no v3 (kube-openapi, openapiconv): bodies become request bodies, and every
/// answer and body is said once for each media type.
/// </summary>
internal static class SwaggerToV3
{
    private const string ComponentParameters = "#/components/parameters/";

    public static byte[] Convert(JsonElement document) => SwaggerJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("openapi"u8, "3.0.0"u8);
        if (SwaggerJson.Member(document, "info") is { } info)
        {
            json.WritePropertyName("info"u8);
            info.WriteTo(json);
        }

        WriteAll(json, "paths", SwaggerJson.Member(document, "paths"), WritePath);
        WriteComponents(json, document);
        json.WriteEndObject();
    });

    private static void WriteComponents(Utf8JsonWriter json, JsonElement document)
    {
        json.WriteStartObject("components"u8);
        WriteAll(json, "schemas", SwaggerJson.Member(document, "definitions"), SwaggerSchemasToV3.Write);
        WriteAll(json, "parameters", SwaggerJson.Member(document, "parameters"), WriteParameter);
        WriteAll(json, "securitySchemes", SwaggerJson.Member(document, "securityDefinitions"), static (writer, scheme) => scheme.WriteTo(writer));
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, string name, JsonElement? members, Action<Utf8JsonWriter, JsonElement> write)
    {
        json.WritePropertyName(name);
        SwaggerJson.WriteMembers(json, members, write);
    }

    private static void WritePath(Utf8JsonWriter json, JsonElement path)
    {
        json.WriteStartObject();
        foreach (var member in SwaggerJson.Members(path))
        {
            switch (member.Name)
            {
                case "get" or "put" or "post" or "delete" or "options" or "head" or "patch":
                    json.WritePropertyName(member.Name);
                    WriteOperation(json, member.Value);
                    break;
                case "parameters":
                    WriteParameters(json, SwaggerJson.Items(member.Value));
                    break;
                case var name when name is "$ref" || name.StartsWith("x-", StringComparison.Ordinal):
                    member.WriteTo(json);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter json, JsonElement operation)
    {
        var consumes = Texts(operation, "consumes");
        var produces = Texts(operation, "produces");
        json.WriteStartObject();
        foreach (var member in SwaggerJson.Members(operation))
        {
            switch (member.Name)
            {
                case "parameters":
                    var all = SwaggerJson.Items(member.Value).ToList();
                    WriteParameters(json, all.Where(p => !IsBody(p)));
                    foreach (var body in all.Where(IsBody).Take(1))
                    {
                        json.WriteStartObject("requestBody"u8);
                        WriteContent(json, consumes, SwaggerJson.Member(body, "schema")!.Value);
                        json.WriteEndObject();
                    }

                    break;
                case "responses":
                    WriteAll(json, "responses", member.Value, (writer, response) => WriteResponse(writer, response, produces));
                    break;
                case var name when name is "tags" or "summary" or "description" or "operationId" or "deprecated" or "externalDocs" ||
                    name.StartsWith("x-", StringComparison.Ordinal):
                    member.WriteTo(json);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, JsonElement response, List<string> produces)
    {
        json.WriteStartObject();
        json.WriteString("description"u8, SwaggerJson.Text(response, "description") ?? "");
        if (SwaggerJson.Member(response, "schema") is { } schema)
        {
            WriteContent(json, produces, schema);
        }

        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, List<string> types, JsonElement schema)
    {
        json.WriteStartObject("content"u8);
        foreach (var type in types)
        {
            json.WriteStartObject(type);
            json.WritePropertyName("schema"u8);
            SwaggerSchemasToV3.Write(json, schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, IEnumerable<JsonElement> parameters)
    {
        json.WriteStartArray("parameters"u8);
        foreach (var parameter in parameters)
        {
            WriteParameter(json, parameter);
        }

        json.WriteEndArray();
    }

    private static void WriteParameter(Utf8JsonWriter json, JsonElement parameter)
    {
        json.WriteStartObject();
        if (SwaggerJson.Text(parameter, "$ref") is { } reference)
        {
            json.WriteString("$ref"u8, reference.Replace(SwaggerJson.ParameterPrefix, ComponentParameters, StringComparison.Ordinal));
            json.WriteEndObject();
            return;
        }

        foreach (var member in SwaggerJson.Members(parameter).Where(m =>
            m.Name is "name" or "in" or "description" or "required" or "allowEmptyValue" || m.Name.StartsWith("x-", StringComparison.Ordinal)))
        {
            member.WriteTo(json);
        }

        json.WritePropertyName("schema"u8);
        if (SwaggerJson.Member(parameter, "schema") is { } schema)
        {
            SwaggerSchemasToV3.Write(json, schema);
        }
        else
        {
            json.WriteStartObject();
            foreach (var member in SwaggerJson.Members(parameter).Where(m => m.Name is "type" or "format" or "uniqueItems"))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static bool IsBody(JsonElement parameter) =>
        SwaggerJson.Text(parameter, "name") is "body" && SwaggerJson.Member(parameter, "schema") is not null;

    private static List<string> Texts(JsonElement operation, string name) =>
        [.. SwaggerJson.Items(SwaggerJson.Member(operation, name)).Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!).Distinct(StringComparer.Ordinal)];
}
