namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>UUIDs with or without each of their hyphens.</summary>
internal static class Uuid
{
    private const int Digits = 32;
    private const int VersionAt = 12;
    private const int VariantAt = 16;

    /// <summary>Of a version when one is given; those of 4 and 5 are also of the variant of RFC 4122.</summary>
    public static bool IsUuid(string text, char? version = null)
    {
        var digits = 0;
        var hyphen = false;
        foreach (var c in text)
        {
            if (c == '-')
            {
                if (hyphen || digits is not (8 or 12 or 16 or 20))
                {
                    return false;
                }

                hyphen = true;
                continue;
            }

            hyphen = false;
            var fits = char.IsAsciiHexDigit(c)
                && (digits != VersionAt || version is null || c == version)
                && (digits != VariantAt || version is not ('4' or '5') || c is '8' or '9' or 'a' or 'b' or 'A' or 'B');
            if (!fits || ++digits > Digits)
            {
                return false;
            }
        }

        return digits == Digits;
    }
}
