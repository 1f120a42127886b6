using System.CommandLine;

namespace Outrigger.Cli.Commands;

/// <summary>Makes and reads flags.</summary>
internal static class Flag
{
    /// <summary>The words of a command line, where <c>--flag=</c> gives the flag an empty value and not the next word.</summary>
    public static IReadOnlyList<string> Words(IEnumerable<string> args) =>
    [
        .. args.SelectMany<string, string>(a =>
            a.StartsWith("--", StringComparison.Ordinal) && a.IndexOf('=', StringComparison.Ordinal) == a.Length - 1 ? [a[..^1], ""] : [a]),
    ];

    public static Option<string> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    /// <summary>A flag that may be given more than once.</summary>
    public static Option<string[]> List(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, AllowMultipleArgumentsPerToken = false };

    /// <summary>Its values, each of which may be several with commas between.</summary>
    public static string[] Values(ParseResult result, Option<string[]> option) =>
        (result.GetValue(option) ?? [])
            .SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToArray();
}
