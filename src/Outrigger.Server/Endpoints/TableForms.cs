using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Tables;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>Objects as tables of meta.k8s.io, for kubectl get.</summary>
internal sealed class TableForms(TimeProvider clock)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>What rows carry of their objects; 400 for an unknown word.</summary>
    public static IncludeObject Include(QueryParameters query) => query.Text("includeObject") switch
    {
        "" or "Metadata" => IncludeObject.Metadata,
        "Object" => IncludeObject.Object,
        "None" => IncludeObject.None,
        var other => throw ApiErrors.BadRequest(
            $"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(other)}: must be 'Metadata', 'Object', 'None', or empty"),
    };

    /// <summary>A table of one object, with or without its columns.</summary>
    public void Write(ResourceRequest request, JsonObject obj, OutputFormat format, bool withColumns, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        var table = Open(request, format, json);
        var revision = JsonNodes.GetString(obj, "metadata", "resourceVersion");
        table.Begin(
            writer =>
            {
                writer.WriteStartObject();
                if (revision is not null)
                {
                    writer.WriteString("resourceVersion"u8, revision);
                }

                writer.WriteEndObject();
            },
            withColumns);
        table.Row(obj);
        table.End();
        json.Flush();
    }

    /// <summary>A table of a list, flushed as it grows.</summary>
    public async ValueTask WriteAsync(ResourceRequest request, ObjectList list, OutputFormat format, BodyOutput output)
    {
        var json = new Utf8JsonWriter(output, Options);
        await using (json.ConfigureAwait(false))
        {
            var table = Open(request, format, json);
            table.Begin(writer => WriteMetadata(writer, list));
            foreach (var item in list.Items)
            {
                table.Row(request.Tree(item));
                json.Flush();
                if (output.IsFull)
                {
                    await output.FlushAsync(request.Aborted).ConfigureAwait(false);
                }
            }

            table.End();
            json.Flush();
        }
    }

    /// <summary>A table of a list as a tree.</summary>
    public JsonObject Tree(ResourceRequest request, ObjectList list, OutputFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, Options);
        var table = Open(request, format, json);
        table.Begin(writer => WriteMetadata(writer, list));
        foreach (var item in list.Items)
        {
            table.Row(request.Tree(item));
        }

        table.End();
        json.Flush();
        return ObjectReader.Read(buffer.WrittenSpan);
    }

    /// <summary>A table of one object as a tree.</summary>
    public JsonObject Tree(ResourceRequest request, JsonObject obj, OutputFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(request, obj, format, withColumns: true, buffer);
        return ObjectReader.Read(buffer.WrittenSpan);
    }

    private TableWriter Open(ResourceRequest request, OutputFormat format, Utf8JsonWriter json) =>
        new(json, request.Target.Bytes.Layout, Include(request.Query), clock.GetUtcNow()) { Version = format.FormVersion };

    private static void WriteMetadata(Utf8JsonWriter json, ObjectList list)
    {
        json.WriteStartObject();
        if (list.ResourceVersion > 0)
        {
            json.WriteString("resourceVersion"u8, list.ResourceVersion.ToString(CultureInfo.InvariantCulture));
        }

        if (list.Continue.Length > 0)
        {
            json.WriteString("continue"u8, list.Continue);
        }

        if (list.RemainingItemCount is { } remaining)
        {
            json.WriteNumber("remainingItemCount"u8, remaining);
        }

        json.WriteEndObject();
    }
}
