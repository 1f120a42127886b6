using System.Text.Json;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Writes <c>components.schemas</c>: every type that something in the document refers to.</summary>
internal sealed class ComponentWriter(Utf8JsonWriter json, SchemaLibrary library)
{
    private const string MetaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1";

    private readonly Queue<(string Name, Action Write)> waiting = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Asks for a type and says how to refer to it.</summary>
    public string Refer(Schema schema)
    {
        var name = schema.Name!;
        if (known.Add(name))
        {
            waiting.Enqueue((name, () => WriteType(schema, [])));
        }

        return OpenApiNames.Reference(name);
    }

    /// <summary>Asks for a type of meta.k8s.io/v1 by its short name.</summary>
    public string ReferToMeta(string shortName) => Refer(library.FindType($"{MetaPackage}.{shortName}")
        ?? throw new InvalidOperationException($"the schema library has no type {MetaPackage}.{shortName}"));

    /// <summary>Asks for the type of a kind.</summary>
    public string Refer(KindDefinition kind)
    {
        var name = OpenApiNames.Of(kind);
        if (known.Add(name))
        {
            waiting.Enqueue((name, () => WriteType(kind.Schema, [kind.Kind])));
        }

        return OpenApiNames.Reference(name);
    }

    /// <summary>Asks for the type of the lists of a kind.</summary>
    public string ReferToList(KindDefinition kind)
    {
        var name = OpenApiNames.OfList(kind);
        if (known.Add(name))
        {
            var listKind = kind.Kind with { Kind = kind.ListKind };
            waiting.Enqueue((name, library.FindType(name) is { } schema ? () => WriteType(schema, [listKind]) : () => WriteList(kind, listKind)));
        }

        return OpenApiNames.Reference(name);
    }

    /// <summary>Writes all that was asked for, and what that refers to.</summary>
    public void WriteAll()
    {
        json.WriteStartObject("schemas"u8);
        while (waiting.TryDequeue(out var component))
        {
            json.WritePropertyName(component.Name);
            component.Write();
        }

        json.WriteEndObject();
    }

    internal string ReferToScalar(SchemaType type)
    {
        var name = type == SchemaType.Quantity ? "io.k8s.apimachinery.pkg.api.resource.Quantity" : "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
        if (known.Add(name))
        {
            waiting.Enqueue((name, () => WriteScalar(type)));
        }

        return OpenApiNames.Reference(name);
    }

    private void WriteType(Schema schema, GroupVersionKind[] kinds)
    {
        json.WriteStartObject();
        new SchemaWriter(json, this).WriteBody(schema, schema.Description);
        WriteKinds(kinds);
        json.WriteEndObject();
    }

    private void WriteScalar(SchemaType type)
    {
        json.WriteStartObject();
        if (type == SchemaType.Quantity)
        {
            json.WriteString("description"u8, "A fixed-point number with a suffix for its scale, for example 500m, 2Gi or 1e3."u8);
        }
        else
        {
            json.WriteString("description"u8, "A number or a text, for example 80 or 25%."u8);
            json.WriteString("format"u8, "int-or-string"u8);
        }

        json.WriteStartArray("oneOf"u8);
        foreach (var each in (ReadOnlySpan<string>)[type == SchemaType.Quantity ? "string" : "integer", type == SchemaType.Quantity ? "number" : "string"])
        {
            json.WriteStartObject();
            json.WriteString("type"u8, each);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteList(KindDefinition kind, GroupVersionKind listKind)
    {
        json.WriteStartObject();
        json.WriteString("description"u8, $"{kind.ListKind} is a list of {kind.Kind.Kind}");
        json.WriteString("type"u8, "object"u8);
        json.WriteStartArray("required"u8);
        json.WriteStringValue("items"u8);
        json.WriteEndArray();
        json.WriteStartObject("properties"u8);
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind"])
        {
            json.WriteStartObject(name);
            json.WriteString("type"u8, "string"u8);
            json.WriteEndObject();
        }

        json.WriteStartObject("items"u8);
        json.WriteString("type"u8, "array"u8);
        json.WriteStartObject("items"u8);
        json.WriteString("$ref"u8, Refer(kind));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("metadata"u8);
        json.WriteStartArray("allOf"u8);
        json.WriteStartObject();
        json.WriteString("$ref"u8, ReferToMeta("ListMeta"));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        WriteKinds([listKind]);
        json.WriteEndObject();
    }

    private void WriteKinds(GroupVersionKind[] kinds)
    {
        if (kinds.Length == 0)
        {
            return;
        }

        json.WriteStartArray("x-kubernetes-group-version-kind"u8);
        foreach (var kind in kinds)
        {
            KindWriter.Write(json, kind);
        }

        json.WriteEndArray();
    }
}
