using System.Text.RegularExpressions;

namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>Numbers whose last digit follows from the others: books and payment cards.</summary>
internal static partial class CheckDigits
{
    /// <summary>Hyphens and spaces are passed over.</summary>
    public static bool IsIsbn10(string text)
    {
        var digits = Without(text, static c => c is '-' or '\t' or '\n' or '\f' or '\r' or ' ');
        if (digits.Length != 10 || !digits[..9].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(digits[9]) || digits[9] == 'X'))
        {
            return false;
        }

        var sum = digits[..9].Select((c, i) => (i + 1) * (c - '0')).Sum() + (10 * (digits[9] == 'X' ? 10 : digits[9] - '0'));
        return sum % 11 == 0;
    }

    /// <summary>Hyphens and spaces are passed over.</summary>
    public static bool IsIsbn13(string text)
    {
        var digits = Without(text, static c => c is '-' or '\t' or '\n' or '\f' or '\r' or ' ');
        return digits.Length == 13 && digits.All(char.IsAsciiDigit) && digits.Select((c, i) => (i % 2 == 0 ? 1 : 3) * (c - '0')).Sum() % 10 == 0;
    }

    /// <summary>All but digits is passed over.</summary>
    public static bool IsCard(string text)
    {
        var digits = Without(text, static c => !char.IsAsciiDigit(c));
        return Issuers().IsMatch(digits) && digits.Reverse().Select((c, i) => Luhn(c - '0', i)).Sum() % 10 == 0;
    }

    private static int Luhn(int digit, int fromRight) => fromRight % 2 == 0 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9;

    private static string Without(string text, Func<char, bool> sign) => string.Concat(text.Where(c => !sign(c)));

    // Visa, MasterCard, Discover, American Express, Diners Club, JCB
    [GeneratedRegex(
        @"^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9]{2})[0-9]{12}|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Issuers();
}
