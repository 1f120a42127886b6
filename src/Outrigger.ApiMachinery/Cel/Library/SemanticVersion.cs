using System.Globalization;
using System.Numerics;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>A version by the rules of semver.org 2.0.0. Builds (<c>+…</c>) make no difference.</summary>
internal sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string PreRelease) : IComparable<SemanticVersion>
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";

    /// <summary>Reads a version; what is wrong with it, or null.</summary>
    /// <param name="text">The version.</param>
    /// <param name="isLoose">Whether <c>v1</c>, <c>1.0</c> and leading zeros are let pass.</param>
    /// <param name="version">The version.</param>
    public static string? Parse(string text, bool isLoose, out SemanticVersion version)
    {
        version = new SemanticVersion(0, 0, 0, "");
        var parts = (isLoose && text.StartsWith('v') ? text[1..] : text).Split('.', 3);
        if (isLoose && Loosen(ref parts) is { } fault)
        {
            return fault;
        }

        if (text.Length == 0)
        {
            return "Version string empty";
        }

        if (parts.Length != 3)
        {
            return "No Major.Minor.Patch elements found";
        }

        var build = parts[2].Split('+', 2);
        var release = build[0].Split('-', 2);
        var wrong = Number("major", parts[0], out var major) ?? Number("minor", parts[1], out var minor) ?? Number("patch", release[0], out var patch)
            ?? (release.Length > 1 ? PreReleaseFault(release[1]) : null)
            ?? (build.Length > 1 ? BuildFault(build[1]) : null);
        if (wrong is null)
        {
            Number("minor", parts[1], out minor);
            Number("patch", release[0], out patch);
            version = new SemanticVersion(major, minor, patch, release.Length > 1 ? release[1] : "");
        }

        return wrong;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? Math.Sign(order)
            : PreRelease.Length == 0 || other.PreRelease.Length == 0 ? Math.Sign(other.PreRelease.Length.CompareTo(PreRelease.Length))
            : ComparePreReleases(PreRelease.Split('.'), other.PreRelease.Split('.'));
    }

    private static int ComparePreReleases(string[] a, string[] b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var (isA, isB) = (IsNumber(a[i]), IsNumber(b[i]));
            var order = isA && isB ? BigInteger.Parse(a[i], CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(b[i], CultureInfo.InvariantCulture))
                : isA != isB ? (isA ? -1 : 1)
                : string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
            {
                return Math.Sign(order);
            }
        }

        return Math.Sign(a.Length.CompareTo(b.Length));
    }

    private static string? Loosen(ref string[] parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Length > 1)
            {
                part = part.TrimStart('0');
                parts[i] = part.Length == 0 || !char.IsAsciiDigit(part[0]) ? "0" + part : part;
            }
        }

        if (parts.Length < 3 && parts[^1].AsSpan().ContainsAny('+', '-'))
        {
            return "short version cannot contain PreRelease/Build meta data";
        }

        parts = [.. parts, .. Enumerable.Repeat("0", 3 - parts.Length)];
        return null;
    }

    private static string? Number(string which, string text, out ulong number)
    {
        number = 0;
        return !IsNumber(text) ? $"Invalid character(s) found in {which} number \"{text}\""
            : text.Length > 1 && text[0] == '0' ? $"{char.ToUpperInvariant(which[0])}{which[1..]} number must not contain leading zeroes \"{text}\""
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? null
            : $"strconv.ParseUint: parsing \"{text}\": value out of range";
    }

    private static string? PreReleaseFault(string text) => text.Split('.')
        .Select(part => part.Length == 0 ? "Prerelease is empty"
            : IsNumber(part) && part.Length > 1 && part[0] == '0' ? $"Numeric PreRelease version must not contain leading zeroes \"{part}\""
            : part.AsSpan().ContainsAnyExcept(Letters) ? $"Invalid character(s) found in prerelease \"{part}\""
            : null)
        .FirstOrDefault(fault => fault is not null);

    private static string? BuildFault(string text) => text.Split('.')
        .Select(part => part.Length == 0 ? "Build meta data is empty"
            : part.AsSpan().ContainsAnyExcept(Letters) ? $"Invalid character(s) found in build meta data \"{part}\""
            : null)
        .FirstOrDefault(fault => fault is not null);

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
