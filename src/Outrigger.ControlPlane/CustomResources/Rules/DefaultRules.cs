using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.CustomResources.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>Every default must be a value that its own schema accepts and would not prune.</summary>
internal static class DefaultRules
{
    public static void Check(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        if (schema["default"] is { } value)
        {
            CheckValue(value, schema, $"{path}.default", errors);
        }

        if (schema["items"] is JsonObject items)
        {
            Check(items, $"{path}.items", errors);
        }

        foreach (var (name, inner) in Spec.Members(schema, "properties"))
        {
            Check(inner, $"{path}.properties[{name}]", errors);
        }
    }

    private static void CheckValue(JsonNode value, JsonObject props, string path, ICollection<FieldError> errors)
    {
        var schema = JsonSchemaReader.Read(props);
        var holder = new Schema { Type = SchemaType.Object, Fields = [new SchemaField { Name = "value", Schema = schema }] };
        var pruned = new JsonObject { ["value"] = value.DeepClone() };
        if (Pruner.Prune(pruned, holder).Count > 0)
        {
            errors.Add(FieldErrors.Invalid(path, value, "must not have unknown fields"));
        }

        SchemaValidator.Validate(value, schema, path, errors);
    }
}
