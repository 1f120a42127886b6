using System.CommandLine;

namespace Outrigger.Cli.Commands;

/// <summary>Flags that belong together in the help.</summary>
internal sealed record OptionSection(string Title, IReadOnlyList<Option> Options);
