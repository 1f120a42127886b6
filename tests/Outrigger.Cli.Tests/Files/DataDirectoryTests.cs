using Outrigger.Cli.Files;

namespace Outrigger.Cli.Tests.Files;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Prepare_NewFolder_IsPrivateAndIgnoredByGit()
    {
        var data = new DataDirectory(folder["new"]);
        data.Prepare();
        File.GetUnixFileMode(data.Root).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(data.Pki).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.ReadAllText(Path.Combine(data.Root, ".gitignore")).ShouldBe("*\n");
        data.Prepare();
    }

    [Fact]
    public void Prepare_LooserModes_AreAllNamedWithTheCommand()
    {
        var data = new DataDirectory(folder["it's here"]);
        data.Prepare();
        var key = Path.Combine(data.Pki, "ca.key");
        PrivateFiles.Write(key, "x");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.SetUnixFileMode(data.Root, (UnixFileMode)0b111_101_101);
        var refusal = Should.Throw<StartupException>(data.Prepare);
        refusal.Problems.Count.ShouldBe(2);
        refusal.Problems[0].ShouldEndWith($"(mode 755); mend it with: chmod 700 '{folder.Path}/it'\\''s here'");
        refusal.Problems[1].ShouldContain("(mode 640); mend it with: chmod 600 ");
    }

    [Fact]
    public void Lock_TakenTwice_NamesTheOtherProcess()
    {
        var data = new DataDirectory(folder["d"]);
        data.Prepare();
        using (DataDirectoryLock.Take(data))
        {
            Should.Throw<StartupException>(() => DataDirectoryLock.Take(data)).Message
                .ShouldContain($"is in use by another outrigger (process {Environment.ProcessId})");
        }

        DataDirectoryLock.Take(data).Dispose();
    }
}
