using System.Globalization;

namespace Outrigger.Registry.Lists;

/// <summary>The resourceVersion of requests: an opaque text to clients, a revision to the registry.</summary>
internal static class Revisions
{
    /// <summary>Reads a resourceVersion; empty and <c>0</c> are 0. False gives the text of Kubernetes' refusal.</summary>
    public static bool TryParse(string text, out long revision, out string error)
    {
        error = "";
        revision = 0;
        if (text.Length == 0 || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out revision) && revision >= 0))
        {
            return true;
        }

        var digits = text.All(char.IsAsciiDigit);
        error = digits
            ? $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": value out of range"
            : $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax";
        return false;
    }

    /// <summary>The text of a revision.</summary>
    public static string Format(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
