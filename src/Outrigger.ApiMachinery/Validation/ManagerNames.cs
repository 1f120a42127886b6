using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ApiMachinery.Validation;

/// <summary>The rule for names of field managers.</summary>
public static class ManagerNames
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether it is of plain ASCII and short, as nearly all are: then nothing is wrong with it.</summary>
    internal static bool IsPlain(string name) => name.Length <= MaxLength && !name.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Adds what is wrong with a manager's name; empty is fine.</summary>
    public static void Validate(string manager, string field, ICollection<FieldError> errors)
    {
        if (IsPlain(manager))
        {
            return;
        }

        if (Encoding.UTF8.GetByteCount(manager) > MaxLength)
        {
            errors.Add(FieldErrors.TooLong(field, MaxLength));
        }

        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                var code = rune.Value.ToString("X4", CultureInfo.InvariantCulture);
                errors.Add(FieldErrors.Invalid(field, manager, $"invalid character U+{code} (at position {position})"));
            }

            position += rune.Utf8SequenceLength;
        }
    }

    /// <summary>Makes a name of any text: drops what cannot be printed, and what is too long.</summary>
    public static string Fit(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        var name = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                continue;
            }

            length += rune.Utf8SequenceLength;
            if (length > MaxLength)
            {
                break;
            }

            name.Append(rune.ToString());
        }

        return name.ToString();
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);
}
