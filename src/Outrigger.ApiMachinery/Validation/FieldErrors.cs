using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Validation;

/// <summary>Makes <see cref="FieldError"/>s with Kubernetes' texts.</summary>
public static class FieldErrors
{
    /// <summary>What is said of a field that may not change.</summary>
    public const string Immutable = "field is immutable";

    public static FieldError Invalid(string field, string value, string detail) =>
        new(FieldErrorType.Invalid, field, GoText.Quote(value), detail);

    public static FieldError Invalid(string field, long value, string detail) =>
        new(FieldErrorType.Invalid, field, value.ToString(CultureInfo.InvariantCulture), detail);

    /// <summary>A value of any form; a string in Go's quotes, the rest as JSON.</summary>
    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new(FieldErrorType.Invalid, field, Text(value), detail);

    public static FieldError Required(string field, string detail = "") => new(FieldErrorType.Required, field, null, detail);

    public static FieldError Forbidden(string field, string detail) => new(FieldErrorType.Forbidden, field, null, detail);

    public static FieldError Duplicate(string field, JsonNode? value) => new(FieldErrorType.Duplicate, field, Text(value), "");

    public static FieldError NotFound(string field, JsonNode? value) => new(FieldErrorType.NotFound, field, Text(value), "");

    /// <summary>A text that is too long; <paramref name="maxBytes"/> is told, the value is not.</summary>
    public static FieldError TooLong(string field, int maxBytes) =>
        new(FieldErrorType.TooLong, field, null, $"may not be more than {maxBytes} {(maxBytes == 1 ? "byte" : "bytes")}");

    /// <summary>A list that is too long.</summary>
    public static FieldError TooMany(string field, int count, int max) =>
        new(FieldErrorType.TooMany, field, count.ToString(CultureInfo.InvariantCulture), $"must have at most {max} {(max == 1 ? "item" : "items")}");

    /// <summary>A value that is not one of a set; the set is told in the order given.</summary>
    public static FieldError NotSupported(string field, string value, params IEnumerable<string> supported)
    {
        var known = string.Join(", ", supported.Select(GoText.Quote));
        return new(FieldErrorType.NotSupported, field, GoText.Quote(value), known.Length == 0 ? "" : $"supported values: {known}");
    }

    /// <summary>Adds one finding for each fault of a value.</summary>
    internal static void AddInvalid(this ICollection<FieldError> errors, string field, string value, IReadOnlyList<string> faults)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            errors.Add(Invalid(field, value, faults[i]));
        }
    }

    private static string Text(JsonNode? value) => JsonNodes.AsString(value) is { } text ? GoText.Quote(text) : ObjectWriter.ToText(value);
}
