using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>The constraints of one value; each applies to values of its type only.</summary>
internal static class ConstraintChecks
{
    // Beyond this a double has no fraction, and every number would be a multiple.
    private const double MostTimes = 9007199254740991;

    // Relative to the quotient.
    private const double Tolerance = 1e-9;

    public static void Check(JsonNode? value, SchemaConstraints constraints, FieldTrail trail, ICollection<FieldError> errors)
    {
        var checks = new Checks(constraints, trail, errors);
        switch (value)
        {
            case JsonObject obj: checks.Object(obj); break;
            case JsonArray list: checks.List(list); break;
            case JsonValue scalar when JsonNodes.AsString(scalar) is { } text: checks.Text(text); break;
            case JsonValue scalar when JsonNodes.AsDouble(scalar) is { } number: checks.Number(scalar, number); break;
        }

        checks.Enum(value);
    }

    private readonly struct Checks(SchemaConstraints limits, FieldTrail trail, ICollection<FieldError> errors)
    {
        public void Number(JsonNode value, double number)
        {
            if (limits.MultipleOf is { } factor && !IsMultiple(value, number, factor))
            {
                Add(value, $"should be a multiple of {GoNumbers.Format(factor)}");
            }

            if (limits.Maximum is { } maximum && (limits.ExclusiveMaximum ? number >= maximum : number > maximum))
            {
                Add(value, $"should be less than {(limits.ExclusiveMaximum ? "" : "or equal to ")}{GoNumbers.Format(maximum)}");
            }

            if (limits.Minimum is { } minimum && (limits.ExclusiveMinimum ? number <= minimum : number < minimum))
            {
                Add(value, $"should be greater than {(limits.ExclusiveMinimum ? "" : "or equal to ")}{GoNumbers.Format(minimum)}");
            }
        }

        public void Text(string text)
        {
            // Code points, not UTF-16 units; and never more of them than units.
            var length = limits.MinLength is null && !(text.Length > limits.MaxLength) ? 0 : text.EnumerateRunes().Count();
            if (limits.MaxLength is { } most && length > most)
            {
                errors.Add(new(FieldErrorType.TooLong, trail.Dotted(), null, $"may not be more than {Count(most, "byte")}"));
            }

            if (limits.MinLength is { } least && length < least)
            {
                Add(JsonValue.Create(text), string.Create(CultureInfo.InvariantCulture, $"should be at least {least} chars long"));
            }

            if (limits.CompiledPattern is { } pattern && !pattern.IsMatch(text))
            {
                Add(JsonValue.Create(text), $"should match '{limits.PatternText ?? pattern.ToString()}'");
            }
        }

        public void List(JsonArray list)
        {
            if (limits.MinItems is { } least && list.Count < least)
            {
                Add(JsonValue.Create(list.Count), string.Create(CultureInfo.InvariantCulture, $"should have at least {least} items"));
            }

            if (limits.MaxItems is { } most && list.Count > most)
            {
                AddTooMany(list.Count, most);
            }

            if (limits.UniqueItems && ListItems.HasDuplicate(list))
            {
                Add(JsonValue.Create(""), "shouldn't contain duplicates");
            }
        }

        public void Object(JsonObject obj)
        {
            if (limits.MinProperties is { } least && obj.Count < least)
            {
                Add(JsonValue.Create(obj.Count), string.Create(CultureInfo.InvariantCulture, $"should have at least {least} properties"));
            }

            if (limits.MaxProperties is { } most && obj.Count > most)
            {
                AddTooMany(obj.Count, most);
            }
        }

        public void Enum(JsonNode? value)
        {
            if (limits.Enum is not { } allowed || allowed.Any(a => JsonNodes.DeepEqual(a, value)))
            {
                return;
            }

            var words = allowed.Select(a => GoText.Quote(JsonNodes.AsString(a) ?? ObjectWriter.ToText(a)));
            errors.Add(new(FieldErrorType.NotSupported, trail.Dotted(), ObjectWriter.ToText(value), $"supported values: {string.Join(", ", words)}"));
        }

        // As kube-openapi reckons: 0.3 is a multiple of 0.1, which no division of doubles says.
        private static bool IsMultiple(JsonNode value, double number, double factor)
        {
            if (factor >= 1 && factor < long.MaxValue && factor == Math.Floor(factor) && JsonNodes.AsLong(value) is { } whole)
            {
                return whole % (long)factor == 0;
            }

            var times = factor < 1 ? 1 / factor * number : number / factor;
            var rounded = Math.Round(times);
            return Math.Abs(times) <= MostTimes && (times == rounded || Math.Abs(times - rounded) < Tolerance * Math.Abs(rounded));
        }

        private void Add(JsonNode? value, string what) =>
            errors.Add(new(FieldErrorType.Invalid, trail.Dotted(), ObjectWriter.ToText(value), $"{trail.Dotted()} in body {what}"));

        private void AddTooMany(int actual, int most) => errors.Add(new(
            FieldErrorType.TooMany,
            trail.Dotted(),
            actual.ToString(CultureInfo.InvariantCulture),
            $"must have at most {Count(most, "item")}"));

        private static string Count(int number, string noun) =>
            string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
    }
}
