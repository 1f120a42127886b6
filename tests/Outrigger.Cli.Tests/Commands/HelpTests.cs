using System.CommandLine;
using Outrigger.Cli.Commands;

namespace Outrigger.Cli.Tests.Commands;

public sealed class HelpTests
{
    [Fact]
    public async Task Up_Help_NamesEveryFlagInItsSection()
    {
        var (code, output, _) = await RunAsync("up", "--help");
        code.ShouldBe(0);
        var flags = new UpFlags();
        foreach (var section in flags.Sections)
        {
            output.ShouldContain($"\n{section.Title}\n");
            section.Options.ShouldAllBe(o => output.Contains($"\n  {o.Name}", StringComparison.Ordinal));
        }

        output.Split('\n').ShouldAllBe(l => l.Length <= 112);
    }

    [Theory]
    [InlineData("unknown command or flag --fo", "up", "--fo")]
    [InlineData("unknown command or flag blub", "blub")]
    [InlineData("error: NAME is missing", "user", "add")]
    [InlineData("error: FILE is missing", "backup")]
    public async Task Run_WrongCommandLine_Is2WithOneLineAndWhereToLook(string message, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain(message);
        error.ShouldContain("See: outrigger");
        error.Trim().Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public async Task Run_NoCommand_ShowsTheCommands()
    {
        var (code, output, _) = await RunAsync();
        code.ShouldBe(0);
        output.ShouldContain("outrigger COMMAND");
    }

    [Fact]
    public async Task UserAdd_NoDataDirectory_IsOneLineWithTheFix()
    {
        var (code, _, error) = await RunAsync("user", "add", "bob", "--data-dir", "/nonexistent/x");
        code.ShouldBe(1);
        error.ShouldBe("error: /nonexistent/x is no data directory of outrigger: start the server once (outrigger up), or name another with --data-dir\n");
    }

    [Fact]
    public void Flags_BareAndValuedLoopback_AreToldApart()
    {
        var flags = new UpFlags();
        var command = new Command("up");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        flags.Read(command.Parse([])).AllowLoopbackEndpoints.ShouldBeNull();
        flags.Read(command.Parse(["--allow-loopback-endpoints", "--secure-port", "1"])).AllowLoopbackEndpoints.ShouldBe("");
        flags.Read(command.Parse(["--allow-loopback-endpoints=a/b"])).AllowLoopbackEndpoints.ShouldBe("a/b");
        flags.Read(command.Parse(["--requestheader-allowed-names", "a,b", "--requestheader-allowed-names=c"])).RequestHeaderAllowedNames.ShouldBe(["a", "b", "c"]);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.CreateShell(TimeProvider.System).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
