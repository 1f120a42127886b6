using System.Globalization;

namespace Outrigger.ApiMachinery.Errors;

/// <summary>One refused field of an object.</summary>
/// <param name="Type">Why.</param>
/// <param name="Field">The path: <c>spec.ports[0].name</c>, <c>metadata.labels</c>.</param>
/// <param name="BadValue">The value as JSON text (a string with its quotes); null leaves it out of the message.</param>
/// <param name="Detail">For people; may be empty.</param>
public sealed record FieldError(FieldErrorType Type, string Field, string? BadValue, string Detail)
{
    /// <summary>The machine-readable reason of the cause, for example <c>FieldValueInvalid</c>.</summary>
    public string Reason => Type switch
    {
        FieldErrorType.NotFound => "FieldValueNotFound",
        FieldErrorType.Required => "FieldValueRequired",
        FieldErrorType.Duplicate => "FieldValueDuplicate",
        FieldErrorType.NotSupported => "FieldValueNotSupported",
        FieldErrorType.Forbidden => "FieldValueForbidden",
        FieldErrorType.TooLong => "FieldValueTooLong",
        FieldErrorType.TooMany => "FieldValueTooMany",
        FieldErrorType.TypeInvalid => "FieldValueTypeInvalid",
        FieldErrorType.Internal => "InternalError",
        _ => "FieldValueInvalid",
    };

    /// <summary>The message without the field: <c>Invalid value: "x": must be …</c>.</summary>
    public string Body
    {
        get
        {
            var head = Title;
            if (BadValue is not null && Type is not (FieldErrorType.Required or FieldErrorType.Forbidden or FieldErrorType.TooLong or FieldErrorType.Internal))
            {
                head = string.Create(CultureInfo.InvariantCulture, $"{head}: {BadValue}");
            }

            return Detail.Length == 0 ? head : $"{head}: {Detail}";
        }
    }

    private string Title => Type switch
    {
        FieldErrorType.NotFound => "Not found",
        FieldErrorType.Required => "Required value",
        FieldErrorType.Duplicate => "Duplicate value",
        FieldErrorType.NotSupported => "Unsupported value",
        FieldErrorType.Forbidden => "Forbidden",
        FieldErrorType.TooLong => "Too long",
        FieldErrorType.TooMany => "Too many",
        FieldErrorType.Internal => "Internal error",
        _ => "Invalid value",
    };

    /// <summary>The whole message: <c>spec.replicas: Invalid value: -1: must be …</c>.</summary>
    public override string ToString() => $"{Field}: {Body}";
}
