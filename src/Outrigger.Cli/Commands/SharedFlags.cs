using System.CommandLine;
using Outrigger.Server.Flags;
using Outrigger.Server.Settings;

namespace Outrigger.Cli.Commands;

/// <summary>The flags that extension servers have as well, out of the server library's tables.</summary>
internal sealed class SharedFlags
{
    private readonly List<Option<string>> options = [];

    public SharedFlags() => Sections =
    [
        Section("Audit", SettingFlags.Audit),
        Section("Flow control", SettingFlags.FlowControl),
        Section("Shutdown", SettingFlags.Shutdown),
    ];

    public IReadOnlyList<OptionSection> Sections { get; }

    /// <summary>Names without dashes and values, in the order of the tables; a bare switch is true.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Read(ParseResult result) =>
        [.. options.Where(o => result.GetResult(o) is { Implicit: false })
            .Select(o => KeyValuePair.Create(o.Name.TrimStart('-'), result.GetValue(o) ?? "true"))];

    private OptionSection Section(string title, IReadOnlyList<ServerFlag<ServerSettings>> flags) => new(title, [.. flags.Select(Option)]);

    private Option<string> Option(ServerFlag<ServerSettings> flag)
    {
        var option = new Option<string>($"--{flag.Name}")
        {
            HelpName = flag.Value,
            Description = flag.Help,
            Arity = flag.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        options.Add(option);
        return option;
    }
}
