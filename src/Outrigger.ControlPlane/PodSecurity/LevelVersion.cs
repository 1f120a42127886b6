using System.Globalization;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>A level as a version of Kubernetes defined it.</summary>
/// <param name="Level">The level.</param>
/// <param name="Minor">The x of v1.x; null for the newest.</param>
internal readonly record struct LevelVersion(SecurityLevel Level, long? Minor = null)
{
    private const string Privileged = "privileged";
    private const string Baseline = "baseline";
    private const string Restricted = "restricted";
    private const string Latest = "latest";

    /// <summary>Reads a level; false when it is none.</summary>
    public static bool TryParseLevel(string text, out SecurityLevel level)
    {
        level = text switch
        {
            Privileged => SecurityLevel.Privileged,
            Baseline => SecurityLevel.Baseline,
            _ => SecurityLevel.Restricted,
        };
        return level != SecurityLevel.Restricted || text is Restricted;
    }

    /// <summary>Reads <c>latest</c> or <c>v1.x</c>; false when it is neither.</summary>
    public static bool TryParseVersion(string text, out long? minor)
    {
        minor = null;
        if (text is Latest)
        {
            return true;
        }

        if (!text.StartsWith("v1.", StringComparison.Ordinal)
            || text is ['v', '1', '.', '0', _, ..]
            || !long.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        minor = number;
        return true;
    }

    /// <summary>As in <c>baseline:latest</c> and <c>restricted:v1.30</c>.</summary>
    public override string ToString()
    {
        var level = Level switch
        {
            SecurityLevel.Privileged => Privileged,
            SecurityLevel.Baseline => Baseline,
            _ => Restricted,
        };
        return Minor is { } minor ? string.Create(CultureInfo.InvariantCulture, $"{level}:v1.{minor}") : $"{level}:{Latest}";
    }
}
