using System.Runtime.Versioning;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.TestKit.Disks;

namespace Outrigger.Cli.Tests.Stores;

/// <summary>A disk that has room for the log of a new store, and not for the store.</summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests : IDisposable
{
    private const int Objects = 400;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    private string Source => Path.Combine(folder.Path, "source.db");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("import")]
    [InlineData("restore")]
    public async Task NewStore_ThatDoesNotFit_IsAnError_AndTheOldOneStays(string command)
    {
        var saved = await SaveAsync(command);
        var log = new FileInfo($"{saved}-wal");
        using var disk = SmallFileSystem.Mount(log.Exists ? (int)(log.Length >> 20) + 2 : 6);
        Assert.SkipWhen(disk is null, "mounting does not work here");
        var database = Path.Combine(disk.Path, "data", "store.db");
        Directory.CreateDirectory(Path.GetDirectoryName(database)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(database, "old");

        var (code, output, error) = await RunAsync(command, saved, "--data-dir", Path.GetDirectoryName(database)!, "--force");

        (code, output).ShouldBe((1, ""));
        error.ShouldContain("full");
        (await File.ReadAllTextAsync(database)).ShouldBe("old");
        Directory.GetFiles(Path.GetDirectoryName(database)!).Where(f => f.StartsWith(database, StringComparison.Ordinal) && f != database).ShouldBeEmpty();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.CreateShell(TimeProvider.System).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    // an export, or a store that was killed: all of it in the log
    private async Task<string> SaveAsync(string command)
    {
        var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Source }, None);
        await using var closing = store;
        for (var i = 0; i < Objects; i++)
        {
            await store.CommitAsync([new StoreWrite($"a/b/{i:000}", new byte[8000], 0)], None);
        }

        if (command == "restore")
        {
            var copy = Path.Combine(folder.Path, "copy.db");
            File.Copy(Source, copy);
            File.Copy($"{Source}-wal", $"{copy}-wal");
            return copy;
        }

        var archive = Path.Combine(folder.Path, "all.json");
        await using var file = File.Create(archive);
        await StoreExport.RunAsync(store, store, file, TimeProvider.System, null, None);
        return archive;
    }
}
