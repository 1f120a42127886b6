using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Registry.Objects;

/// <summary>
/// Objects within objects (<c>x-kubernetes-embedded-resource</c>) have a kind, an apiVersion and metadata as whole ones do
/// (apiextensions-apiserver pkg/apiserver/schema/objectmeta).
/// </summary>
internal sealed class EmbeddedResources
{
    // Characters of paths: a key of a megabyte may hold any number of objects.
    private const int MostPathText = 1_000_000;

    private static readonly string[] Names = ["apiVersion", "kind"];

    private readonly ICollection<FieldError> errors;

    // As in the message, from the outside in: text is made only for an error.
    private readonly List<(string? Name, int Index, bool IsKey)> trail = [];
    private int room = MostPathText;

    private EmbeddedResources(ICollection<FieldError> errors) => this.errors = errors;

    /// <summary>Adds an error for all that no object may have; of very many the first ones.</summary>
    public static void Check(JsonObject obj, Schema schema, ICollection<FieldError> errors) => new EmbeddedResources(errors).Fields(obj, schema);

    private void Value(JsonNode? value, Schema schema)
    {
        switch (value)
        {
            case JsonObject obj:
                if (schema.EmbeddedResource)
                {
                    Whole(obj);
                }

                Fields(obj, schema);
                break;
            case JsonArray list when schema.Element is { } element && MayHold(element):
                for (var i = 0; i < list.Count && room > 0; i++)
                {
                    Enter((null, i, false), list[i], element);
                }

                break;
        }
    }

    private void Fields(JsonObject obj, Schema schema)
    {
        for (var i = 0; i < obj.Count && room > 0; i++)
        {
            var (name, value) = obj.GetAt(i);
            if (value is null or JsonValue)
            {
                continue;
            }

            if (schema.Find(name) is { } field)
            {
                Enter((name, 0, false), value, field.Schema);
            }
            else if (schema is { Type: SchemaType.Map, Element: { } element } && MayHold(element))
            {
                Enter((name, 0, true), value, element);
            }
        }
    }

    private void Enter((string? Name, int Index, bool IsKey) step, JsonNode? value, Schema schema)
    {
        trail.Add(step);
        Value(value, schema);
        trail.RemoveAt(trail.Count - 1);
    }

    private void Add(string field, Func<string, FieldError> error)
    {
        if (room > 0)
        {
            var path = Path(field);
            room -= path.Length;
            errors.Add(error(path));
        }
    }

    private string Path(string field)
    {
        var text = new StringBuilder();
        foreach (var (name, index, isKey) in trail)
        {
            _ = name is null ? text.Append(CultureInfo.InvariantCulture, $"[{index}]")
                : isKey ? text.Append('[').Append(name).Append(']')
                : text.Append(text.Length == 0 ? "" : ".").Append(name);
        }

        return text.Append('.').Append(field).ToString();
    }

    private static bool MayHold(Schema schema) => schema.Type is SchemaType.Object or SchemaType.Map or SchemaType.List or SchemaType.Any;

    private void Whole(JsonObject obj)
    {
        foreach (var name in Names)
        {
            if (!obj.TryGetPropertyValue(name, out var node))
            {
                Add(name, path => FieldErrors.Required(path));
            }
            else if (JsonNodes.AsString(node) is not { } text)
            {
                Add(name, path => FieldErrors.Invalid(path, node, "must be a string"));
            }
            else if (Fault(name, text) is { } fault)
            {
                Add(name, path => FieldErrors.Invalid(path, text, fault));
            }
        }

        if (obj["metadata"] is not { } inner)
        {
            return;
        }

        if (inner is not JsonObject metadata)
        {
            var found = JsonNodes.TypeName(inner);
            Add("metadata", path => FieldErrors.Invalid(path, inner, $"json: cannot unmarshal {found} into Go value of type v1.ObjectMeta"));
            return;
        }

        CheckMetadata((JsonObject)metadata.DeepClone());
    }

    private static string? Fault(string field, string text)
    {
        if (text.Length == 0)
        {
            return "must not be empty";
        }

        if (field is "apiVersion")
        {
            return GroupVersion.TryParse(text, out _) ? null : $"unexpected GroupVersion string: {text}";
        }

        var faults = Formats.Dns1035Label(text.ToLowerInvariant());
        return faults.Count == 0 ? null : $"may have mixed case, but should otherwise match: {string.Join(',', faults)}";
    }

    // A name is no duty here.
    private void CheckMetadata(JsonObject metadata)
    {
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(metadata, CustomMetadata.ObjectMeta, report);
        if (report.TypeError is { } error)
        {
            Add("metadata", path => FieldErrors.Invalid(path, metadata, error));
            return;
        }

        if (JsonNodes.GetString(metadata, "name") is not { Length: > 0 })
        {
            metadata["name"] = "fakename";
        }

        var found = new List<FieldError>();
        MetadataValidator.Validate(metadata, JsonNodes.GetString(metadata, "namespace") is { Length: > 0 }, NameRules.PathSegment, found);
        foreach (var one in found)
        {
            Add(one.Field, path => one with { Field = path });
        }
    }
}
