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
    /// <summary>Null when the property has none.</summary>
    public static SchemaConstraints? Of(PropertyInfo? member, JsonSerializerOptions options)
    {
        if (member is null)
        {
            return null;
        }

        var range = member.GetCustomAttribute<RangeAttribute>();
        var text = member.GetCustomAttribute<StringLengthAttribute>();
        var min = member.GetCustomAttribute<MinLengthAttribute>()?.Length ?? (text?.MinimumLength > 0 ? text.MinimumLength : null);
        var max = member.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? text?.MaximumLength;
        var pattern = member.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;
        var allowed = member.GetCustomAttribute<AllowedValuesAttribute>()?.Values;
        if (range is null && min is null && max is null && pattern is null && allowed is null)
        {
            return null;
        }

        var isText = member.PropertyType == typeof(string);
        return new SchemaConstraints
        {
            Minimum = Bound(range?.Minimum),
            ExclusiveMinimum = range?.MinimumIsExclusive ?? false,
            Maximum = Bound(range?.Maximum),
            ExclusiveMaximum = range?.MaximumIsExclusive ?? false,
            MinLength = isText ? min : null,
            MaxLength = isText ? max : null,
            MinItems = isText ? null : min,
            MaxItems = isText ? null : max,
            Pattern = pattern is null ? null : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant),
            Enum = allowed is null ? null : [.. allowed.Select(v => (v is null ? null : JsonTypes.ToTree(v, options)) ?? JsonValue.Create(""))],
        };
    }

    private static double? Bound(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
