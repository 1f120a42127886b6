using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>Reads objects out of request bodies: JSON, YAML, or protobuf for built-in kinds.</summary>
internal sealed class BodyReader(TreeDecoder decoder)
{
    private const int SummaryLength = 30;

    /// <summary>The object and what was odd about it.</summary>
    public async ValueTask<(JsonObject Object, ReadReport Report)> ReadAsync(ResourceRequest request)
    {
        var http = request.Request.Http;
        var encoding = EncodingOf(http.Request, request.Target.Origin == KindOrigin.BuiltIn);
        var body = await RequestBody.ReadAsync(http, request.Aborted).ConfigureAwait(false);
        var report = new ReadReport();
        var obj = Decode(body, encoding, request.Target.Kind.Kind, report);
        if (request.Target.Origin != KindOrigin.BuiltIn)
        {
            RequireTypeMeta(obj, request.Target.Kind.Kind.Kind, body);
        }

        request.Request.Audit?.Request(obj);

        return (obj, report);
    }

    /// <summary>The options in the body of a delete; null when there is no body.</summary>
    public async ValueTask<JsonObject?> ReadOptionsAsync(ResourceRequest request)
    {
        var http = request.Request.Http;
        var body = await RequestBody.ReadAsync(http, request.Aborted).ConfigureAwait(false);
        if (body.IsEmpty)
        {
            return null;
        }

        var options = new GroupVersionKind("", "v1", "DeleteOptions");
        var obj = Decode(body, EncodingOf(http.Request, protobuf: true), options, new ReadReport());
        if (request.Request.Audit is { WantsRequestObject: true } audit)
        {
            audit.Request(obj);
        }

        var kind = JsonNodes.GetString(obj, "kind") ?? "";
        return kind is "" or "DeleteOptions"
            ? obj
            : throw ApiErrors.BadRequest($"expected an object of kind DeleteOptions in the body, got {kind}");
    }

    private static WireEncoding EncodingOf(HttpRequest request, bool protobuf) =>
        MediaTypes.WithoutParameters(request.ContentType ?? "") switch
        {
            "" or MediaTypes.Json => WireEncoding.Json,
            MediaTypes.Yaml => WireEncoding.Yaml,
            MediaTypes.Protobuf when protobuf => WireEncoding.Protobuf,
            _ => throw ApiErrors.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", MediaTypes.Objects)}"),
        };

    private JsonObject Decode(ReadOnlyMemory<byte> body, WireEncoding encoding, GroupVersionKind expected, ReadReport report)
    {
        try
        {
            return decoder.Read(body.Span, encoding, expected, report);
        }
        catch (ObjectReadException e)
        {
            throw ApiErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {expected.Kind}): couldn't get version/kind; parse error: {e.Message} ({Summary(body.Span)})");
        }
    }

    // Custom kinds must say what they are; other bodies are taken for what their path says.
    private static void RequireTypeMeta(JsonObject obj, string kind, ReadOnlyMemory<byte> body)
    {
        var missing = string.IsNullOrEmpty(JsonNodes.GetString(obj, "kind")) ? "Kind"
            : string.IsNullOrEmpty(JsonNodes.GetString(obj, "apiVersion")) ? "apiVersion"
            : null;
        if (missing is not null)
        {
            var text = System.Text.Encoding.UTF8.GetString(body.Span);
            throw ApiErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {kind}): Object '{missing}' is missing in '{text}' ({Summary(body.Span)})");
        }
    }

    private static string Summary(ReadOnlySpan<byte> body) => body.Length > SummaryLength
        ? $"{System.Text.Encoding.UTF8.GetString(body[..SummaryLength])} ..."
        : System.Text.Encoding.UTF8.GetString(body);
}
