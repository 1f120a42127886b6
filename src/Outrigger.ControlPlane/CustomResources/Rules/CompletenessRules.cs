using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>Whatever is constrained within allOf, anyOf, oneOf and not must be described by the skeleton of the schema too.</summary>
internal static class CompletenessRules
{
    public static void Check(JsonObject schema, string path, ICollection<FieldError> errors) => Constraints(schema, schema, path, path, errors);

    private static void Constraints(JsonObject nested, JsonObject skeleton, string at, string from, ICollection<FieldError> errors)
    {
        if (nested["not"] is JsonObject not)
        {
            Nested(not, skeleton, at, $"{from}.not", errors);
        }

        foreach (var name in new[] { "allOf", "anyOf", "oneOf" })
        {
            var parts = Spec.Objects(nested, name);
            for (var i = 0; i < parts.Count; i++)
            {
                Nested(parts[i], skeleton, at, $"{from}.{name}[{i}]", errors);
            }
        }
    }

    private static void Nested(JsonObject nested, JsonNode? described, string at, string from, ICollection<FieldError> errors)
    {
        if (described is not JsonObject skeleton)
        {
            errors.Add(FieldErrors.Required(at, $"because it is defined in {from}"));
            return;
        }

        Constraints(nested, skeleton, at, from, errors);
        if (nested["items"] is JsonObject items)
        {
            Nested(items, skeleton["items"], $"{at}.items", $"{from}.items", errors);
        }

        foreach (var (name, inner) in Spec.Members(nested, "properties"))
        {
            var place = $".properties[{name}]";
            Nested(inner, skeleton["properties"]?[name], at + place, from + place, errors);
        }
    }
}
