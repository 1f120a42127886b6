using System.Security.Cryptography;

namespace Outrigger.Registry.Objects;

/// <summary>Makes names from a generateName: the base, cut to leave room, and five random characters.</summary>
public static class NameGenerator
{
    /// <summary>How often a create tries another name when the last was taken.</summary>
    public const int MaxAttempts = 8;

    private const int LongestName = 63;
    private const int SuffixLength = 5;

    // Kubernetes' alphabet (apimachinery util/rand): no vowels, no 0, 1, 3: no words come out.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A name that begins with <paramref name="generateName"/>; at most 63 characters.</summary>
    public static string Generate(string generateName)
    {
        var room = LongestName - SuffixLength;
        var start = generateName.Length > room ? generateName[..room] : generateName;
        return start + RandomNumberGenerator.GetString(Alphabet, SuffixLength);
    }
}
