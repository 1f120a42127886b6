using System.Globalization;

namespace Outrigger.ApiMachinery.Naming;

/// <summary>
/// Kubernetes' order of API versions: v2 over v1 over v1beta2 over v1beta1 over v1alpha1; anything else below, in reverse
/// alphabetical order (apimachinery version.CompareKubeAwareVersionStrings). Greater means preferred.
/// </summary>
public sealed class VersionOrder : IComparer<string>
{
    private VersionOrder()
    {
    }

    /// <summary>The one instance; it holds no state.</summary>
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (a, b) = (Parse(x ?? ""), Parse(y ?? ""));
        return a.CompareTo(b) is var order and not 0 ? order : string.CompareOrdinal(y, x);
    }

    // (stage, major, minor): stage 0 is no Kubernetes version, 1 alpha, 2 beta, 3 stable
    private static (int Stage, int Major, int Minor) Parse(string version)
    {
        var digits = Digits(version, 1);
        if (!version.StartsWith('v') || digits == 0 || version[1] == '0')
        {
            return (0, 0, 0);
        }

        var major = int.Parse(version.AsSpan(1, digits), CultureInfo.InvariantCulture);
        var rest = version[(1 + digits)..];
        var (stage, word) = rest.StartsWith("alpha", StringComparison.Ordinal) ? (1, 5)
            : rest.StartsWith("beta", StringComparison.Ordinal) ? (2, 4)
            : (3, 0);
        var minorDigits = Digits(rest, word);
        if (word + minorDigits != rest.Length || (word > 0 && minorDigits == 0))
        {
            return (0, 0, 0);
        }

        return (stage, major, word == 0 ? 0 : int.Parse(rest.AsSpan(word, minorDigits), CultureInfo.InvariantCulture));
    }

    private static int Digits(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < 9 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - start;
    }
}
