using System.CommandLine;
using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Commands;

/// <summary>The text of <c>--help</c>: usage, subcommands, arguments, then the flags by section.</summary>
internal sealed class HelpPage(string usage, IReadOnlyList<OptionSection> sections)
{
    private const int Widest = 34;

    public IReadOnlyList<string> Examples { get; init; } = [];

    public void Write(Command command, TextWriter output, int width)
    {
        var parts = new List<(string Title, List<(string Head, string Text)> Rows)>
        {
            ("Commands", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? ""))]),
            ("Arguments", [.. command.Arguments.Select(a => (a.Name, a.Description ?? ""))]),
        };
        parts.AddRange(sections.Select(s => (s.Title, s.Options.Select(o => (Head(o), o.Description ?? "")).ToList())));
        parts.Add(("Help", [("-h, --help", "This text")]));

        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {usage}");
        var column = parts.SelectMany(p => p.Rows).Select(r => r.Head.Length).Where(l => l <= Widest).Max() + 4;
        foreach (var (title, rows) in parts.Where(p => p.Rows.Count > 0))
        {
            output.WriteLine();
            output.WriteLine(title);
            foreach (var (head, text) in rows)
            {
                WriteRow(output, head, Wrapping.Lines(text, Math.Max(30, width - column)), column);
            }
        }

        if (Examples.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Examples");
            foreach (var example in Examples)
            {
                output.WriteLine($"  {example}");
            }
        }
    }

    private static string Head(Option option) => (option.HelpName, option.Aliases.Count) switch
    {
        (null or "", 0) => option.Name,
        (null or "", _) => $"{option.Aliases.First()}, {option.Name}",
        ({ } value, _) => value.StartsWith('[') ? option.Name + value : $"{option.Name} {value}",
    };

    private static void WriteRow(TextWriter output, string head, IReadOnlyList<string> lines, int column)
    {
        var indent = new string(' ', column);
        var first = $"  {head}";
        if (first.Length + 2 > column)
        {
            output.WriteLine(first);
            first = indent;
        }

        output.WriteLine((first.PadRight(column) + lines[0]).TrimEnd());
        foreach (var line in lines.Skip(1))
        {
            output.WriteLine(indent + line);
        }
    }
}
