using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.Validation;

/// <summary>Checks <c>metadata.ownerReferences</c>. The paths carry no index: Kubernetes leaves it out.</summary>
internal static class OwnerReferenceValidator
{
    private const string Field = "metadata.ownerReferences";

    // Every error shows the whole list.
    private const int MostWithAllErrors = 64;

    public static void Validate(IReadOnlyList<OwnerReference> references, ICollection<FieldError> errors)
    {
        string? controller = null;
        var tooMany = false;
        foreach (var reference in references)
        {
            ValidateOne(reference, errors);
            if (reference.Controller != true)
            {
                continue;
            }

            var name = $"{reference.Kind}/{reference.Name}";
            if (controller is not null && (!tooMany || references.Count <= MostWithAllErrors))
            {
                tooMany = true;
                errors.Add(FieldErrors.Invalid(
                    Field,
                    new JsonArray([.. references.Select(r => (JsonNode)r.ToJson())]),
                    "Only one reference can have Controller set to true. " +
                    $"Found \"true\" in references for {controller} and {name}"));
            }

            controller ??= name;
        }
    }

    private static void ValidateOne(OwnerReference reference, ICollection<FieldError> errors)
    {
        if (!GroupVersion.TryParse(reference.ApiVersion, out var version) || version.Version.Length == 0)
        {
            errors.Add(FieldErrors.Invalid($"{Field}.apiVersion", reference.ApiVersion, "version must not be empty"));
        }

        NotEmpty("kind", reference.Kind, errors);
        NotEmpty("name", reference.Name, errors);
        NotEmpty("uid", reference.Uid, errors);
        if (version == new GroupVersion("", "v1") && reference.Kind is "Event")
        {
            errors.Add(FieldErrors.Invalid(Field, reference.ToJson(), "/v1, Kind=Event is disallowed from being an owner"));
        }
    }

    private static void NotEmpty(string name, string value, ICollection<FieldError> errors)
    {
        if (value.Length == 0)
        {
            errors.Add(FieldErrors.Invalid($"{Field}.{name}", "", "must not be empty"));
        }
    }
}
