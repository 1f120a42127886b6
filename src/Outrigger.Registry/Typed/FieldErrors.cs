using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Registry.Typed;

/// <summary>Collects the refused fields of an object; any of them makes the answer a 422 with one cause each.</summary>
public sealed class FieldErrors(ICollection<FieldError> errors)
{
    /// <summary>A value that is not allowed. <paramref name="field"/> is a path such as <c>spec.replicas</c>.</summary>
    public void Invalid(string field, object? value, string detail) =>
        errors.Add(new FieldError(FieldErrorType.Invalid, field, JsonTypes.ToText(value, TypedJson.Options), detail));

    /// <summary>A value that must be there.</summary>
    public void Required(string field, string detail = "") => errors.Add(new FieldError(FieldErrorType.Required, field, null, detail));

    /// <summary>A value that may not be set, or not be changed.</summary>
    public void Forbidden(string field, string detail) => errors.Add(new FieldError(FieldErrorType.Forbidden, field, null, detail));
}
