using System.Globalization;

namespace Outrigger.Cli.LocalNode;

/// <summary>Reads Linux' /proc. What is gone, or not ours to read, is null.</summary>
/// <param name="root">Where it is mounted.</param>
internal sealed class ProcFiles(string root = "/proc")
{
    // USER_HZ, which is 100 on every architecture that .NET runs on
    private const long NanosecondsPerTick = 10_000_000;

    public string PathOf(string name) => Path.Combine(root, name);

    public string? Read(string name)
    {
        try
        {
            return File.ReadAllText(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a symbolic link leads.</summary>
    public string? Link(string name)
    {
        try
        {
            return new FileInfo(PathOf(name)).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The names in a folder.</summary>
    public IEnumerable<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(PathOf(folder)).Select(p => Path.GetFileName(p)!)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Clock ticks in nanoseconds.</summary>
    public static long Nanoseconds(ReadOnlySpan<char> ticks) => Number(ticks) * NanosecondsPerTick;

    public static long Number(ReadOnlySpan<char> text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
