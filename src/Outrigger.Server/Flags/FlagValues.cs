using System.Globalization;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Server.Http;

namespace Outrigger.Server.Flags;

/// <summary>Reads the values of flags as kube-apiserver does. FormatException says what would be good.</summary>
public static class FlagValues
{
    // the longest time that a timer can wait
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>A duration such as <c>30s</c>, not negative.</summary>
    public static TimeSpan Duration(string text) => GoDuration.Parse(text) is { } time && time >= TimeSpan.Zero && time <= Longest
        ? time
        : throw new FormatException("give a duration from 0 to 960h, for example 30s");

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public static int Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new FormatException($"give a whole number of {least} or more");

    /// <summary>A number above zero.</summary>
    public static double Positive(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException("give a number above 0");

    /// <summary>true or false.</summary>
    public static bool Switch(string text) => GoBool.Parse(text) ?? throw new FormatException("give true or false");

    /// <summary>One of a few words.</summary>
    public static string OneOf(string text, params ReadOnlySpan<string> words) => words.Contains(text)
        ? text
        : throw new FormatException($"give one of {string.Join(", ", words.ToArray())}");
}
