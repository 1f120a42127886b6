using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>Turns paths of OpenAPI v3 into those of v2. Parameters are said once and referred to: the same few stand at every operation.</summary>
internal sealed class SwaggerOperations(IDictionary<string, byte[]> parameters)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    public void WritePath(Utf8JsonWriter json, JsonElement path)
    {
        json.WriteStartObject();
        foreach (var member in SwaggerJson.Members(path))
        {
            if (Methods.Contains(member.Name))
            {
                json.WritePropertyName(member.Name);
                WriteOperation(json, member.Value);
            }
            else if (member.Name is "parameters")
            {
                json.WriteStartArray("parameters"u8);
                WriteParameters(json, member.Value);
                json.WriteEndArray();
            }
            else if (member.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private void WriteOperation(Utf8JsonWriter json, JsonElement operation)
    {
        json.WriteStartObject();
        foreach (var member in SwaggerJson.Members(operation))
        {
            if (member.Name is "tags" or "summary" or "description" or "operationId" or "deprecated" or "externalDocs" ||
                member.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                member.WriteTo(json);
            }
        }

        var responses = SwaggerJson.Member(operation, "responses");
        var body = SwaggerJson.Member(operation, "requestBody");
        var requested = body is { } content ? SwaggerJson.Member(content, "content") : null;
        WriteTypes(json, "consumes"u8, requested);
        var answers = SwaggerJson.Members(responses).Select(r => SwaggerJson.Member(r.Value, "content")).FirstOrDefault(c => c is not null);
        WriteTypes(json, "produces"u8, answers);
        json.WriteStartArray("schemes"u8);
        json.WriteStringValue("https"u8);
        json.WriteEndArray();
        json.WriteStartArray("parameters"u8);
        if (requested is not null)
        {
            WriteBody(json, requested, SwaggerJson.IsTrue(body!.Value, "required"));
        }

        WriteParameters(json, SwaggerJson.Member(operation, "parameters"));
        json.WriteEndArray();
        json.WriteStartObject("responses"u8);
        foreach (var response in SwaggerJson.Members(responses))
        {
            json.WriteStartObject(response.Name);
            json.WriteString("description"u8, SwaggerJson.Text(response.Value, "description") ?? "");
            WriteSchema(json, SwaggerJson.Member(response.Value, "content"));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTypes(Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonElement? content)
    {
        json.WriteStartArray(name);
        foreach (var type in SwaggerJson.Members(content))
        {
            json.WriteStringValue(type.Name);
        }

        if (!SwaggerJson.Members(content).Any())
        {
            json.WriteStringValue(name.SequenceEqual("consumes"u8) ? "*/*"u8 : "application/json"u8);
        }

        json.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter json, JsonElement? content, bool required)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, "body"u8);
        json.WriteString("in"u8, "body"u8);
        if (required)
        {
            json.WriteBoolean("required"u8, true);
        }

        WriteSchema(json, content);
        json.WriteEndObject();
    }

    // all media types of one body have the same schema
    private static void WriteSchema(Utf8JsonWriter json, JsonElement? content)
    {
        foreach (var schema in SwaggerJson.Members(content).Select(c => SwaggerJson.Member(c.Value, "schema")).OfType<JsonElement>().Take(1))
        {
            json.WritePropertyName("schema"u8);
            SwaggerSchemas.Write(json, schema);
        }
    }

    private void WriteParameters(Utf8JsonWriter json, JsonElement? list)
    {
        foreach (var parameter in SwaggerJson.Items(list))
        {
            var bytes = SwaggerJson.Write(inner => WriteParameter(inner, parameter));
            var name = $"{SwaggerJson.Text(parameter, "name")}-{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 6))}";
            parameters.TryAdd(name, bytes);
            json.WriteStartObject();
            json.WriteString("$ref"u8, SwaggerJson.ParameterPrefix + name);
            json.WriteEndObject();
        }
    }

    // what v3 says in a schema stands beside the name in v2
    private static void WriteParameter(Utf8JsonWriter json, JsonElement parameter)
    {
        json.WriteStartObject();
        foreach (var member in SwaggerJson.Members(parameter).Concat(SwaggerJson.Members(SwaggerJson.Member(parameter, "schema"))))
        {
            if (member.Name is "name" or "in" or "description" or "required" or "type" or "format" or "uniqueItems")
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
