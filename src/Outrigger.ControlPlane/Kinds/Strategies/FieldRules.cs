using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The rules that many kinds have for a field, with Kubernetes' texts.</summary>
internal static class FieldRules
{
    /// <summary>What Kubernetes says of a negative number.</summary>
    public const string NotNegativeText = "must be greater than or equal to 0";

    /// <summary>One of a set; a missing or empty value is fine, or required.</summary>
    public static void OneOf(
        JsonObject? obj, string field, string path, string[] known, ICollection<FieldError> errors, bool isRequired = false)
    {
        var value = JsonNodes.GetString(obj, field) ?? "";
        if (value.Length == 0)
        {
            if (isRequired)
            {
                errors.Add(FieldErrors.Required(Join(path, field)));
            }
        }
        else if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported(Join(path, field), value, known));
        }
    }

    /// <summary>A text that must be there.</summary>
    public static bool Text(JsonObject? obj, string field, string path, ICollection<FieldError> errors, string why = "")
    {
        if (JsonNodes.GetString(obj, field) is { Length: > 0 })
        {
            return true;
        }

        errors.Add(FieldErrors.Required(Join(path, field), why));
        return false;
    }

    /// <summary>A text of a form, which must be there.</summary>
    public static void Named(
        JsonObject? obj, string field, string path, Func<string, IReadOnlyList<string>> form, ICollection<FieldError> errors)
    {
        if (Text(obj, field, path, errors))
        {
            Form(obj, field, path, form, errors);
        }
    }

    /// <summary>A text of a form; nothing when it is missing or empty.</summary>
    public static void Form(
        JsonObject? obj, string field, string path, Func<string, IReadOnlyList<string>> form, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(obj, field) is { Length: > 0 } value)
        {
            Refuse(Join(path, field), value, form(value), errors);
        }
    }

    /// <summary>Adds each fault of a value.</summary>
    public static void Refuse(string path, string value, IEnumerable<string> faults, ICollection<FieldError> errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldErrors.Invalid(path, value, fault));
        }
    }

    /// <summary>A number that may be missing, but not below a bound.</summary>
    public static void AtLeast(
        JsonObject? obj, string field, string path, long least, ICollection<FieldError> errors, string? text = null)
    {
        if (JsonNodes.GetLong(obj, field) is { } number && number < least)
        {
            errors.Add(FieldErrors.Invalid(Join(path, field), number, text ?? $"must be greater than or equal to {least}"));
        }
    }

    /// <summary>A number that may be missing, but not above a bound.</summary>
    public static void AtMost(JsonObject? obj, string field, string path, long most, ICollection<FieldError> errors, string? text = null)
    {
        if (JsonNodes.GetLong(obj, field) is { } number && number > most)
        {
            errors.Add(FieldErrors.Invalid(Join(path, field), number, text ?? $"must be less than or equal to {most}"));
        }
    }

    /// <summary>A quantity that may be missing, but not be zero or below.</summary>
    public static void Positive(JsonObject? obj, string field, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(obj, field) is { } text && Quantity.TryParse(text, out var quantity, out _) && quantity.Sign != 1)
        {
            errors.Add(FieldErrors.Invalid(Join(path, field), text, "must be positive"));
        }
    }

    /// <summary>A field that an update may not change.</summary>
    public static void Immutable(JsonObject obj, JsonObject old, string path, ICollection<FieldError> errors)
    {
        string[] steps = path.Split('.');
        var value = JsonNodes.Get(obj, steps);
        if (!JsonNodes.DeepEqual(value, JsonNodes.Get(old, steps)))
        {
            errors.Add(FieldErrors.Invalid(path, value, FieldErrors.Immutable));
        }
    }

    /// <summary>The objects in a list, with their paths.</summary>
    public static IEnumerable<(JsonObject Item, string Path)> Items(JsonObject? parent, string field, string path) =>
        (JsonNodes.GetArray(parent, field) ?? []).Select((item, i) => (item as JsonObject ?? [], $"{Join(path, field)}[{i}]"));

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
