using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>
/// Writes a Table of meta.k8s.io row by row: <see cref="Begin"/>, <see cref="Row"/> for each object, <see cref="End"/>. The caller flushes
/// the JSON writer between rows.
/// </summary>
public sealed class TableWriter(Utf8JsonWriter json, TableLayout layout, IncludeObject include, DateTimeOffset now)
{
    /// <summary>The version of meta.k8s.io that was asked for: <c>v1</c> or <c>v1beta1</c>.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>Writes everything before the rows.</summary>
    /// <param name="metadata">Writes the value of <c>metadata</c>: resourceVersion, continue, remainingItemCount.</param>
    /// <param name="withColumns">False for the events of a watch after the first one, which repeat no columns.</param>
    public void Begin(Action<Utf8JsonWriter> metadata, bool withColumns = true)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "Table"u8);
        json.WriteString("apiVersion"u8, $"meta.k8s.io/{Version}");
        json.WritePropertyName("metadata"u8);
        metadata(json);
        json.WritePropertyName("columnDefinitions"u8);
        if (withColumns)
        {
            WriteColumns();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartArray("rows"u8);
    }

    /// <summary>Writes the row of an object that has its kind and apiVersion.</summary>
    public void Row(JsonObject obj)
    {
        var printed = new RowCells(now);
        json.WriteStartObject();
        json.WriteStartArray("cells"u8);
        foreach (var cell in layout.Print(obj, printed))
        {
            ObjectWriter.Write(cell, json);
        }

        json.WriteEndArray();
        if (printed.Conditions is { } conditions)
        {
            json.WritePropertyName("conditions"u8);
            ObjectWriter.Write(conditions, json);
        }

        json.WritePropertyName("object"u8);
        WriteObject(obj);
        json.WriteEndObject();
    }

    /// <summary>Writes everything after the rows.</summary>
    public void End()
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteColumns()
    {
        json.WriteStartArray();
        foreach (var column in layout.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            json.WriteString("type"u8, column.Type);
            json.WriteString("format"u8, column.Format);
            json.WriteString("description"u8, column.Description);
            json.WriteNumber("priority"u8, column.Priority);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteObject(JsonObject obj)
    {
        switch (include)
        {
            case IncludeObject.None:
                json.WriteNullValue();
                break;
            case IncludeObject.Object:
                ObjectWriter.Write(obj, json);
                break;
            default:
                json.WriteStartObject();
                json.WriteString("kind"u8, "PartialObjectMetadata"u8);
                json.WriteString("apiVersion"u8, $"meta.k8s.io/{Version}");
                json.WritePropertyName("metadata"u8);
                ObjectWriter.Write(obj["metadata"], json);
                json.WriteEndObject();
                break;
        }
    }
}
