namespace Outrigger.Cli.Demo.Recipe;

/// <summary>What a command answered.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
