using System.Text.RegularExpressions;

namespace Outrigger.Cli.Demo.Recipe;

/// <summary>Checks of answers.</summary>
internal static class Expect
{
    /// <summary>Exit code 0, and every text in the output.</summary>
    public static Func<CommandResult, string?> Output(params string[] texts) => result =>
        result.ExitCode != 0
            ? $"exit code {result.ExitCode}"
            : Missing(result.Output, texts);

    /// <summary>Exit code 0, and a line that fits each pattern.</summary>
    public static Func<CommandResult, string?> Lines(params string[] patterns) => result =>
        result.ExitCode != 0
            ? $"exit code {result.ExitCode}"
            : patterns.FirstOrDefault(p => !Regex.IsMatch(result.Output, p, RegexOptions.NonBacktracking | RegexOptions.Multiline)) is { } missing
                ? $"no line fits {missing}"
                : null;

    /// <summary>Exit code 0, and as many lines as objects, each saying what became of one.</summary>
    public static Func<CommandResult, string?> Applied(int objects) => result =>
    {
        var done = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Count(l => l.EndsWith(" created", StringComparison.Ordinal) || l.EndsWith(" configured", StringComparison.Ordinal)
                || l.EndsWith(" unchanged", StringComparison.Ordinal));
        return result.ExitCode != 0 ? $"exit code {result.ExitCode}" : done == objects ? null : $"{done} objects created or configured, not {objects}";
    };

    /// <summary>An exit code that is not 0, and every text in what it wrote to standard error.</summary>
    public static Func<CommandResult, string?> Refusal(params string[] texts) => result =>
        result.ExitCode == 0 ? "it succeeded" : Missing(result.Error, texts);

    /// <summary>Every text in what it wrote, whatever the exit code.</summary>
    public static Func<CommandResult, string?> Told(params string[] texts) => result => Missing(result.Output + result.Error, texts);

    private static string? Missing(string text, IEnumerable<string> wanted) =>
        wanted.FirstOrDefault(t => !text.Contains(t, StringComparison.Ordinal)) is { } missing ? $"\"{missing}\" is not in the answer" : null;
}
