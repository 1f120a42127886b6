using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Storage.Objects;

/// <summary>
/// Writes a tree as canonical bytes: no kind, apiVersion or resourceVersion; metadata first, its identity in Go's order, so that
/// the facts are found early and the resourceVersion goes where Go has it.
/// </summary>
internal static class CanonicalWriter
{
    private static readonly string[] IdentityFirst = ["name", "generateName", "namespace", "selfLink", "uid"];

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = ObjectReader.MaxDepth,
    };

    /// <summary>
    /// The whole stored value, header and JSON, in an array of its exact size. A 400 when it is nested deeper than can be read again.
    /// </summary>
    public static byte[] Write(JsonObject root, string version)
    {
        using var buffer = new PooledBuffer(2048);
        StoredCodec.WriteHeader(buffer.GetSpan(StoredCodec.HeaderLength(version)), version);
        buffer.Advance(StoredCodec.HeaderLength(version));
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            try
            {
                WriteRoot(root, json);
            }
            catch (InvalidOperationException) when (json.CurrentDepth == ObjectReader.MaxDepth)
            {
                throw ObjectReader.TooDeep();
            }

            json.Flush();
        }

        return buffer.Written.ToArray();
    }

    private static void WriteRoot(JsonObject root, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("metadata");
        WriteMetadata(root["metadata"] as JsonObject, json);
        for (var i = 0; i < root.Count; i++)
        {
            var (name, value) = root.GetAt(i);
            if (name is not ("kind" or "apiVersion" or "metadata"))
            {
                json.WritePropertyName(name);
                ObjectWriter.Write(value, json);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteMetadata(JsonObject? metadata, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (metadata is not null)
        {
            foreach (var name in IdentityFirst)
            {
                if (metadata.TryGetPropertyValue(name, out var value))
                {
                    json.WritePropertyName(name);
                    ObjectWriter.Write(value, json);
                }
            }

            for (var i = 0; i < metadata.Count; i++)
            {
                var (name, value) = metadata.GetAt(i);
                if (name is "managedFields" && value is JsonArray managers)
                {
                    WriteManagers(managers, json);
                }
                else if (name is not "resourceVersion" && Array.IndexOf(IdentityFirst, name) < 0)
                {
                    json.WritePropertyName(name);
                    ObjectWriter.Write(value, json);
                }
            }
        }

        json.WriteEndObject();
    }

    // Field sets are written as they are; most never were trees.
    private static void WriteManagers(JsonArray managers, Utf8JsonWriter json)
    {
        json.WriteStartArray("managedFields");
        for (var i = 0; i < managers.Count; i++)
        {
            if (managers[i] is not JsonObject manager)
            {
                ObjectWriter.Write(managers[i], json);
                continue;
            }

            json.WriteStartObject();
            for (var j = 0; j < manager.Count; j++)
            {
                var (name, value) = manager.GetAt(j);
                json.WritePropertyName(name);
                if (!FieldSetJson.TryWrite(value, json))
                {
                    ObjectWriter.Write(value, json);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
