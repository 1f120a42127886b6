using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Writes one schema; types with a name become references.</summary>
internal readonly struct SchemaWriter(Utf8JsonWriter json, ComponentWriter components)
{
    /// <summary>Writes the members of a schema into an object that the caller began.</summary>
    public void WriteBody(Schema schema, string? description)
    {
        if (description is not null)
        {
            json.WriteString("description"u8, description);
        }

        WriteType(schema);
        WriteFields(schema);
        WriteElement(schema);
        ConstraintWriter.Write(json, schema.Constraints);
        WriteLogic(schema.Constraints);
        WriteExtensions(schema);
    }

    private void WriteType(Schema schema)
    {
        var type = IsRaw(schema) ? "object" : OpenApiTypes.Of(schema);
        if (type is not null && schema.Type != SchemaType.IntOrString)
        {
            json.WriteString("type"u8, type);
        }

        if ((schema.Format ?? OpenApiTypes.FormatOf(schema.Type)) is { } format && schema.Type != SchemaType.IntOrString)
        {
            json.WriteString("format"u8, format);
        }

        if (schema.Nullable)
        {
            json.WriteBoolean("nullable"u8, true);
        }

        if (schema.Default is { } fallback)
        {
            json.WritePropertyName("default"u8);
            ObjectWriter.Write(fallback, json);
        }
    }

    private void WriteFields(Schema schema)
    {
        var required = schema.Fields.Where(f => f.Required).Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            json.WriteStartArray("required"u8);
            required.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (schema.Fields.Count == 0)
        {
            return;
        }

        json.WriteStartObject("properties"u8);
        foreach (var field in schema.Fields.Where(f => !f.Inline).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            json.WritePropertyName(field.Name);
            WriteField(field);
        }

        json.WriteEndObject();
    }

    private void WriteField(SchemaField field)
    {
        json.WriteStartObject();
        if (Reference(field.Schema) is { } reference)
        {
            WriteReference(reference, field);
        }
        else
        {
            WriteBody(field.Schema, field.Description ?? field.Schema.Description);
            WriteDefault(field);
        }

        Write("x-kubernetes-patch-merge-key"u8, field.PatchMergeKey);
        Write("x-kubernetes-patch-strategy"u8, field.PatchStrategy);
        json.WriteEndObject();
    }

    private void WriteReference(string reference, SchemaField field)
    {
        if (field.Description is { } description)
        {
            json.WriteString("description"u8, description);
        }

        WriteDefault(field);
        json.WriteStartArray("allOf"u8);
        json.WriteStartObject();
        json.WriteString("$ref"u8, reference);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // A field that is always written with its zero value has that as its default, as for Kubernetes' own types.
    private void WriteDefault(SchemaField field)
    {
        if (field.Schema.Default is not null)
        {
            return;
        }

        var zero = field.Schema.Type is SchemaType.Quantity or SchemaType.IntOrString ? null : field.Zero;
        if ((field.Default ?? zero) is { } fallback)
        {
            json.WritePropertyName("default"u8);
            ObjectWriter.Write(fallback, json);
        }
    }

    private void WriteElement(Schema schema)
    {
        if (schema.Element is not { } element || schema.Type is not (SchemaType.List or SchemaType.Map))
        {
            return;
        }

        json.WriteStartObject(schema.Type == SchemaType.List ? "items"u8 : "additionalProperties"u8);
        if (Reference(element) is { } reference)
        {
            json.WriteString("$ref"u8, reference);
        }
        else
        {
            WriteBody(element, element.Description);
        }

        json.WriteEndObject();
    }

    private void WriteLogic(SchemaConstraints? constraints)
    {
        if (constraints is not { HasLogic: true })
        {
            return;
        }

        WriteParts("allOf"u8, constraints.AllOf);
        WriteParts("anyOf"u8, constraints.AnyOf);
        WriteParts("oneOf"u8, constraints.OneOf);
        if (constraints.Not is { } not)
        {
            json.WritePropertyName("not"u8);
            WritePart(not);
        }
    }

    private void WriteParts(ReadOnlySpan<byte> name, IReadOnlyList<Schema> parts)
    {
        if (parts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            WritePart(part);
        }

        json.WriteEndArray();
    }

    // Constraints alone: no type, and nothing about unknown fields.
    private void WritePart(Schema part)
    {
        json.WriteStartObject();
        WriteFields(part);
        if (part.Element is { } items)
        {
            json.WritePropertyName("items"u8);
            WritePart(items);
        }

        ConstraintWriter.Write(json, part.Constraints);
        WriteLogic(part.Constraints);
        json.WriteEndObject();
    }

    private void WriteExtensions(Schema schema)
    {
        if (schema.Type == SchemaType.List && (schema.ListTypeStated || schema.ListType != ListType.Atomic))
        {
            if (schema.ListType == ListType.Map)
            {
                json.WriteStartArray("x-kubernetes-list-map-keys"u8);
                foreach (var key in schema.ListMapKeys)
                {
                    json.WriteStringValue(key);
                }

                json.WriteEndArray();
            }

            Write("x-kubernetes-list-type"u8, schema.ListType switch { ListType.Map => "map", ListType.Set => "set", _ => "atomic" });
        }

        Write("x-kubernetes-map-type"u8, schema.AtomicMap ? "atomic" : null);

        // kubectl explain stumbles over a schema without any members.
        WriteFlag("x-kubernetes-preserve-unknown-fields"u8, !IsRaw(schema) && (schema.Type == SchemaType.Any || schema.PreserveUnknownFields));
        WriteFlag("x-kubernetes-embedded-resource"u8, schema.EmbeddedResource);
        WriteFlag("x-kubernetes-int-or-string"u8, schema.Type == SchemaType.IntOrString);
    }

    // an object of any kind in a built-in one: Kubernetes says no more of it than that
    private static bool IsRaw(Schema schema) => schema is { Type: SchemaType.Any, WireShape: WireShape.Raw, PreserveUnknownFields: true };

    private string? Reference(Schema schema) => schema.Type switch
    {
        SchemaType.Object when schema.Name is not null => components.Refer(schema),
        SchemaType.Quantity => components.ReferToScalar(SchemaType.Quantity),
        SchemaType.IntOrString when schema.Format is not null => components.ReferToScalar(SchemaType.IntOrString),
        _ => null,
    };

    private void Write(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private void WriteFlag(ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }
}
