using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>A number or a percentage.</summary>
internal static class ShareRules
{
    private const string Form = "a valid percent string must be a numeric string followed by an ending '%'";

    /// <summary>Not negative, and no more than 100 %.</summary>
    public static void Check(JsonObject parent, string field, string path, ICollection<FieldError> errors)
    {
        CheckForm(parent, field, path, errors);
        CheckWhole(parent, field, path, errors);
    }

    /// <summary>A number that is not negative, or a percentage.</summary>
    public static void CheckForm(JsonObject parent, string field, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.AsString(parent[field]) is not { } text)
        {
            FieldRules.AtLeast(parent, field, path, 0, errors);
        }
        else if (!IsPercentage(text))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}", text, Formats.Pattern(Form, "[0-9]+%", "1%", "93%")));
        }
    }

    /// <summary>A percentage of no more than the whole; any number.</summary>
    public static void CheckWhole(JsonObject parent, string field, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.AsString(parent[field]) is { } text && IsPercentage(text)
            && (!long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent) || percent > 100))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}", text, "must not be greater than 100%"));
        }
    }

    private static bool IsPercentage(string text) => text.Length > 1 && text[^1] == '%' && text.AsSpan(0, text.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0;
}
