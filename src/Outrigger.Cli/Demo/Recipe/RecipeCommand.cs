namespace Outrigger.Cli.Demo.Recipe;

/// <summary>A command of the recipe.</summary>
/// <param name="Text">As it is typed; may have several lines.</param>
/// <param name="Check">What is wrong with the answer; null when it is as the recipe says.</param>
internal sealed record RecipeCommand(string Text, Func<CommandResult, string?> Check)
{
    /// <summary>Why it is here, when the recipe does not have it, or has it a little different.</summary>
    public string? Note { get; init; }
}
