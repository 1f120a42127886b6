using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// allOf, anyOf, oneOf and not, with the messages of kube-openapi. Those of the logic itself have no field: Kubernetes tells the place
/// in the text, and <c>&lt;nil&gt;</c> where the field should be.
/// </summary>
internal static class JunctorChecks
{
    private const string NoField = "<nil>";

    public static void Check(JsonNode? value, SchemaConstraints constraints, string path, ICollection<FieldError> errors)
    {
        if (constraints.AnyOf.Count > 0)
        {
            AnyOf(value, constraints.AnyOf, path, errors);
        }

        if (constraints.OneOf.Count > 0)
        {
            OneOf(value, constraints.OneOf, path, errors);
        }

        if (constraints.AllOf.Count > 0)
        {
            AllOf(value, constraints.AllOf, path, errors);
        }

        if (constraints.Not is { } not && Faults(value, not, path).Count == 0)
        {
            Add(path, "must not validate the schema (not)", errors);
        }
    }

    private static void AnyOf(JsonNode? value, IReadOnlyList<Schema> schemas, string path, ICollection<FieldError> errors)
    {
        IReadOnlyList<FieldError>? first = null;
        foreach (var schema in schemas)
        {
            var faults = Faults(value, schema, path);
            if (faults.Count == 0)
            {
                return;
            }

            first ??= faults;
        }

        Add(path, "must validate at least one schema (anyOf)", errors);
        AddAll(first!, errors);
    }

    private static void OneOf(JsonNode? value, IReadOnlyList<Schema> schemas, string path, ICollection<FieldError> errors)
    {
        var all = schemas.Select(s => Faults(value, s, path)).ToList();
        var valid = all.Count(f => f.Count == 0);
        if (valid == 1)
        {
            return;
        }

        var found = valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives";
        Add(path, $"must validate one and only one schema (oneOf). {found}", errors);
        if (valid == 0)
        {
            AddAll(all[0], errors);
        }
    }

    private static void AllOf(JsonNode? value, IReadOnlyList<Schema> schemas, string path, ICollection<FieldError> errors)
    {
        var all = schemas.Select(s => Faults(value, s, path)).ToList();
        foreach (var faults in all)
        {
            AddAll(faults, errors);
        }

        if (all.Any(f => f.Count > 0))
        {
            Add(path, $"must validate all the schemas (allOf){(all.All(f => f.Count > 0) ? ". None validated" : "")}", errors);
        }
    }

    private static List<FieldError> Faults(JsonNode? value, Schema schema, string path)
    {
        var faults = new List<FieldError>();
        SchemaValidator.Validate(value, schema, path, faults);
        return faults;
    }

    private static void Add(string path, string what, ICollection<FieldError> errors) =>
        errors.Add(new(FieldErrorType.Invalid, NoField, "\"\"", $"{GoText.Quote(path)} {what}"));

    private static void AddAll(IReadOnlyList<FieldError> faults, ICollection<FieldError> errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(fault);
        }
    }
}
