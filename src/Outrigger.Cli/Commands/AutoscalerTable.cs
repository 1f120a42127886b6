using System.CommandLine;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.Server.Flags;

namespace Outrigger.Cli.Commands;

/// <summary>The flags of the autoscaler, out of the control plane's table.</summary>
internal sealed class AutoscalerTable
{
    private readonly IReadOnlyList<Option<string>> options = [.. AutoscalerFlags.All.Select(Option)];

    public OptionSection Section => new("Autoscaling", [.. options]);

    /// <summary>Names without dashes, and values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Read(ParseResult result) =>
        [.. options.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => KeyValuePair.Create(o.Name.TrimStart('-'), result.GetValue(o) ?? ""))];

    private static Option<string> Option(ServerFlag<AutoscalerOptions> flag) => Flag.Text($"--{flag.Name}", flag.Value, flag.Help);
}
