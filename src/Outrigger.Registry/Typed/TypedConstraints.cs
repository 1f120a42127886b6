using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.Registry.Typed;

/// <summary>The DataAnnotations of a property as schema constraints.</summary>
internal static class TypedConstraints
{
    /// <summary>Null when the property has none. Throws <see cref="TypedSchemaException"/> for those that its values cannot be checked against.</summary>
    /// <param name="member">The property; null for the items of a collection.</param>
    /// <param name="type">What its values are.</param>
    /// <param name="path">Where it is, for the message.</param>
    /// <param name="options">Writes the allowed values.</param>
    public static SchemaConstraints? Of(PropertyInfo? member, SchemaType type, string path, JsonSerializerOptions options)
    {
        if (member is null)
        {
            return null;
        }

        var range = member.GetCustomAttribute<RangeAttribute>();
        var text = member.GetCustomAttribute<StringLengthAttribute>();
        var min = member.GetCustomAttribute<MinLengthAttribute>()?.Length ?? (text?.MinimumLength > 0 ? text.MinimumLength : null);
        var max = member.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? text?.MaximumLength;
        var pattern = Whole(member.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern);
        var allowed = member.GetCustomAttribute<AllowedValuesAttribute>()?.Values;
        if (range is null && min is null && max is null && pattern is null && allowed is null)
        {
            return null;
        }

        if ((min ?? max) is not null && type is not (SchemaType.String or SchemaType.List or SchemaType.Map))
        {
            throw new TypedSchemaException(
                $"{path}: the length of {member.PropertyType.Name} values is not checked. Take [MinLength], [MaxLength] or [StringLength] away and check it in a strategy.");
        }

        return new SchemaConstraints
        {
            Minimum = Bound(range?.Minimum),
            ExclusiveMinimum = range?.MinimumIsExclusive ?? false,
            Maximum = Bound(range?.Maximum),
            ExclusiveMaximum = range?.MaximumIsExclusive ?? false,
            MinLength = type is SchemaType.String ? min : null,
            MaxLength = type is SchemaType.String ? max : null,
            MinItems = type is SchemaType.List ? min : null,
            MaxItems = type is SchemaType.List ? max : null,
            MinProperties = type is SchemaType.Map ? min : null,
            MaxProperties = type is SchemaType.Map ? max : null,
            Pattern = pattern is null ? null : Compile(pattern, path),
            PatternText = pattern,
            Enum = allowed is null ? null : [.. allowed.Select(v => (v is null ? null : JsonTypes.ToTree(v, options)) ?? JsonValue.Create(""))],
        };
    }

    // .NET's attribute means the whole value, a schema any part of it.
    private static string? Whole(string? pattern) =>
        pattern is null || (pattern is ['^', .., not '\\', '$'] && !pattern.Contains('|', StringComparison.Ordinal)) ? pattern : $"^(?:{pattern})$";

    private static Regex Compile(string pattern, string path)
    {
        try
        {
            return GoPattern.Compile(pattern);
        }
        catch (ArgumentException e)
        {
            throw new TypedSchemaException(
                $"{path}: [RegularExpression] is no pattern of a schema, which knows no lookaround and no back references: {e.Message}");
        }
    }

    private static double? Bound(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
