using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Files;
using Outrigger.Cli.Terminal;
using Outrigger.Client.Configuration;

namespace Outrigger.Cli.Commands;

/// <summary>Runs the command line: our own help, one line a problem, exit code 1 for a failure and 2 for a wrong command line.</summary>
internal sealed class CommandShell(IReadOnlyList<Command> commands)
{
    private readonly Dictionary<Command, HelpPage> pages = [];

    /// <summary>The help of a command.</summary>
    public CommandShell WithHelp(Command command, HelpPage page)
    {
        pages[command] = page;
        return this;
    }

    public async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Outrigger: the Kubernetes API, its aggregation layer and extension servers, without a cluster.");
        foreach (var command in commands)
        {
            root.Subcommands.Add(command);
        }

        pages[root] = new HelpPage("outrigger COMMAND [flags]", [])
        {
            Examples = ["outrigger up", "outrigger demo", "outrigger up --help"],
        };
        foreach (var option in root.Options.OfType<VersionOption>().ToList())
        {
            root.Options.Remove(option);
        }

        root.Options.OfType<HelpOption>().Single().Action = new HelpAction(this);
        var result = root.Parse(Flag.Words(args));
        if (result.Action is not HelpAction && result.CommandResult.Command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0)
        {
            Write(result.CommandResult.Command, output);
            return 0;
        }

        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            return Refuse(result, error);
        }

        return await InvokeAsync(result, output, error).ConfigureAwait(false);
    }

    private static async Task<int> InvokeAsync(ParseResult result, TextWriter output, TextWriter error)
    {
        try
        {
            var settings = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(settings).ConfigureAwait(false);
        }
        catch (StartupException e)
        {
            Tell(e.Problems, error);
        }
        catch (Exception e) when (e is ClientConfigException or StatusException or HttpRequestException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            Tell([e.Message], error);
        }

        return 1;
    }

    private static int Refuse(ParseResult result, TextWriter error)
    {
        // an unknown command is said to be two errors, of which one is enough
        var messages = result.UnmatchedTokens.Count > 0
            ? result.UnmatchedTokens.Select(t => $"unknown command or flag {t}")
            : Missing(result) is { Count: > 0 } missing ? missing.Select(a => $"{a} is missing")
            : result.Errors.Select(e => e.Message);
        Tell([.. messages.Distinct(StringComparer.Ordinal)], error);
        Symbol? command = result.CommandResult.Command;
        var path = "";
        for (; command is not null; command = command.Parents.FirstOrDefault())
        {
            path = $"{(command is RootCommand ? "outrigger" : command.Name)} {path}";
        }

        error.WriteLine($"See: {path}--help");
        return 2;
    }

    // The parser does not say which argument it wants.
    private static List<string> Missing(ParseResult result) =>
    [
        .. result.CommandResult.Command.Arguments
            .Where(a => a.Arity.MinimumNumberOfValues > 0 && result.GetResult(a) is not { Tokens.Count: > 0 })
            .Select(a => a.HelpName ?? a.Name),
    ];

    private static void Tell(IReadOnlyList<string> problems, TextWriter error)
    {
        var paint = Paint.ForError();
        foreach (var problem in problems)
        {
            error.WriteLine($"{paint.Bad("error:")} {problem}");
        }
    }

    private void Write(Command command, TextWriter output)
    {
        var width = Console.IsOutputRedirected ? 110 : Math.Clamp(Console.WindowWidth, 60, 130);
        var page = pages.GetValueOrDefault(command) ?? new HelpPage($"outrigger {command.Name} COMMAND", []);
        page.Write(command, output, width);
    }

    private sealed class HelpAction(CommandShell shell) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            shell.Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
            return 0;
        }
    }
}
