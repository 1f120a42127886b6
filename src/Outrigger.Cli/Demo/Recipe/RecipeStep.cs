namespace Outrigger.Cli.Demo.Recipe;

/// <summary>A step of the recipe.</summary>
internal sealed record RecipeStep(string Title, IReadOnlyList<RecipeCommand> Commands);
