namespace Outrigger.Cli.Files;

/// <summary>Something outside the program stands in the way. Each problem is one line that names the cause and the fix.</summary>
internal sealed class StartupException(IReadOnlyList<string> problems, Exception? cause = null)
    : Exception(string.Join(Environment.NewLine, problems), cause)
{
    public StartupException(string problem, Exception? cause = null)
        : this([problem], cause)
    {
    }

    public IReadOnlyList<string> Problems { get; } = problems;
}
