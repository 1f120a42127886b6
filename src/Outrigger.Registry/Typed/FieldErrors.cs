using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Known = Outrigger.ApiMachinery.Validation.FieldErrors;

namespace Outrigger.Registry.Typed;

/// <summary>Collects the refused fields of an object; any of them makes the answer a 422 with one cause each.</summary>
public sealed class FieldErrors(ICollection<FieldError> errors)
{
    /// <summary>A value that is not allowed. <paramref name="field"/> is a path such as <c>spec.replicas</c>.</summary>
    public void Invalid(string field, object? value, string detail) =>
        errors.Add(new FieldError(FieldErrorType.Invalid, field, Text(value), detail));

    /// <summary>A value that must be there.</summary>
    public void Required(string field, string detail = "") => errors.Add(new FieldError(FieldErrorType.Required, field, null, detail));

    /// <summary>A value that may not be set, or not be changed.</summary>
    public void Forbidden(string field, string detail) => errors.Add(new FieldError(FieldErrorType.Forbidden, field, null, detail));

    /// <summary>A value that is not one of a set; the set is told in the order given.</summary>
    public void NotSupported(string field, object? value, params IEnumerable<string> supported) =>
        errors.Add(Known.NotSupported(field, "", supported) with { BadValue = Text(value) });

    /// <summary>A value that is there twice, in a list whose items must differ.</summary>
    public void Duplicate(string field, object? value) => errors.Add(new FieldError(FieldErrorType.Duplicate, field, Text(value), ""));

    /// <summary>A value that names something which is not there.</summary>
    public void NotFound(string field, object? value) => errors.Add(new FieldError(FieldErrorType.NotFound, field, Text(value), ""));

    /// <summary>A text that is too long; <paramref name="maxBytes"/> is told, the text is not.</summary>
    public void TooLong(string field, int maxBytes) => errors.Add(Known.TooLong(field, maxBytes));

    /// <summary>A list that has <paramref name="count"/> items and may have <paramref name="max"/>.</summary>
    public void TooMany(string field, int count, int max) => errors.Add(Known.TooMany(field, count, max));

    private static string Text(object? value) => JsonTypes.ToText(value, TypedJson.Options);
}
